package io.dispatcherd.config.sections;

import io.dispatcherd.config.schema.ReferencePage;
import io.dispatcherd.config.schema.SchemaDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the documents that are made from the table of sections and options: the JSON Schema and
 * the reference page. It is run where all brokers of ours are on the class path; public only for
 * that.
 */
public final class ConfigurationReference {
  /** What to run. */
  public static final String COMMAND =
      "mvn -q -Pquick -pl cli -am install && mvn -q -pl cli exec:java"
          + " -Dexec.mainClass=io.dispatcherd.config.sections.ConfigurationReference";

  private ConfigurationReference() {}

  /**
   * Writes the documents.
   *
   * @param arguments the root of the repository; the working directory if there is none
   */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments.length == 0 ? "" : arguments[0]);
    Files.writeString(schema(root), SchemaDocument.text(SettingsReader.ROOT));
    Files.createDirectories(page(root).getParent());
    Files.writeString(page(root), ReferencePage.text(SettingsReader.ROOT, COMMAND));
  }

  /** The JSON Schema. */
  public static Path schema(Path root) {
    return root.resolve("schema.json");
  }

  /** The reference page. */
  public static Path page(Path root) {
    return root.resolve("docs/reference/configuration.md");
  }
}
