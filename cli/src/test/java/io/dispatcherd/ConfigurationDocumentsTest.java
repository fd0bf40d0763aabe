package io.dispatcherd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.config.sections.ConfigurationReference;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed schema and reference page say what the programs read, all brokers included. */
class ConfigurationDocumentsTest {
  private static final String STALE = " is stale; run: " + ConfigurationReference.COMMAND;

  /** What the programs don't have: it has a broker of its own. */
  private static final Pattern FOR_TESTS =
      Pattern.compile(".*[/\\\\](dispatcherd-)?testing(-brokers)?[/\\\\-].*");

  @TempDir Path written;

  @BeforeEach
  void write() throws Exception {
    List<URL> programs = new ArrayList<>();
    for (String entry :
        String.valueOf(System.getProperty("java.class.path")).split(File.pathSeparator, -1)) {
      if (!FOR_TESTS.matcher(entry).matches()) {
        programs.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(programs.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Files.createDirectories(ConfigurationReference.page(written).getParent());
      loader
          .loadClass(ConfigurationReference.class.getName())
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {written.toString()});
    }
  }

  @Test
  void schemaIsCurrent() throws IOException {
    Path file = ConfigurationReference.schema(TestSources.root());

    assertEquals(
        Files.readString(ConfigurationReference.schema(written)),
        Files.readString(file),
        file + STALE);
  }

  @Test
  void referencePageIsCurrent() throws IOException {
    Path file = ConfigurationReference.page(TestSources.root());

    assertEquals(
        Files.readString(ConfigurationReference.page(written)),
        Files.readString(file),
        file + STALE);
  }
}
