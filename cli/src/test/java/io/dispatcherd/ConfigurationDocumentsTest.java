package io.dispatcherd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.config.schema.ReferencePage;
import io.dispatcherd.config.schema.SchemaDocument;
import io.dispatcherd.config.sections.ConfigurationReference;
import io.dispatcherd.config.sections.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed schema and reference page say what the programs read, all brokers included. */
class ConfigurationDocumentsTest {
  private static final String STALE = " is stale; run: " + ConfigurationReference.COMMAND;

  @Test
  void schemaIsCurrent() throws IOException {
    Path file = ConfigurationReference.schema(TestSources.root());

    assertEquals(SchemaDocument.text(SettingsReader.ROOT), Files.readString(file), file + STALE);
  }

  @Test
  void referencePageIsCurrent() throws IOException {
    Path file = ConfigurationReference.page(TestSources.root());

    assertEquals(
        ReferencePage.text(SettingsReader.ROOT, ConfigurationReference.COMMAND),
        Files.readString(file),
        file + STALE);
  }
}
