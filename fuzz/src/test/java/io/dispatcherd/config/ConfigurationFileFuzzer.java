package io.dispatcherd.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.config.source.NodeFactory;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.YamlReader;
import java.util.Map;

/** A configuration is read, or refused with at least one problem. */
public final class ConfigurationFileFuzzer {
  private ConfigurationFileFuzzer() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Problems problems = new Problems("fuzz.yml");
    try {
      NodeFactory nodes = new NodeFactory(Map.of(), problems);
      new SettingsReader(problems).read(new YamlReader(nodes).read(new String(input, UTF_8)));
    } catch (ConfigurationException e) {
      if (e.problems().isEmpty()) {
        throw new IllegalStateException("refused without a word", e);
      }
    }
  }
}
