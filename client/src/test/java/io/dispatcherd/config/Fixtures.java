package io.dispatcherd.config;

import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.config.source.NodeFactory;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.YamlReader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files and maps to read in tests. */
public final class Fixtures {
  private Fixtures() {}

  public static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(Fixtures.class.getResource("/config/" + name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  public static Settings read(String yaml) {
    return read(yaml, Map.of());
  }

  public static Settings read(String yaml, Map<String, String> environment) {
    Problems problems = new Problems("test.yml");
    NodeFactory nodes = new NodeFactory(environment, problems);
    return new SettingsReader(problems).read(new YamlReader(nodes).read(yaml));
  }

  /** A map with the version and one section. */
  public static Map<String, @Nullable Object> with(String section, @Nullable Object content) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("version", 2);
    map.put(section, content);
    return map;
  }
}
