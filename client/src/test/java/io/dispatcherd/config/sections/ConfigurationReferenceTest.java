package io.dispatcherd.config.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.config.schema.ReferencePage;
import io.dispatcherd.config.schema.SchemaDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationReferenceTest {
  @Test
  void commandWritesBothDocuments(@TempDir Path folder) throws IOException {
    ConfigurationReference.main(new String[] {folder.toString()});

    assertEquals(
        SchemaDocument.text(SettingsReader.ROOT),
        Files.readString(ConfigurationReference.schema(folder)));
    assertEquals(
        ReferencePage.text(SettingsReader.ROOT, ConfigurationReference.COMMAND),
        Files.readString(ConfigurationReference.page(folder)));
  }

  @Test
  void schemaRefusesUnknownOptionsAndAllowsReferencesForNumbers() {
    JsonNode schema = JsonMapper.shared().readTree(SchemaDocument.text(SettingsReader.ROOT));
    JsonNode pool = schema.at("/properties/service/properties/pool_kwargs");

    assertEquals("https://json-schema.org/draft/2020-12/schema", schema.at("/$schema").asString());
    assertEquals(2, schema.at("/properties/version/const").asInt());
    assertEquals("version", schema.at("/required/0").asString());
    assertEquals(false, pool.at("/additionalProperties").asBoolean());
    assertEquals("integer", pool.at("/properties/min_workers/anyOf/0/type").asString());
    assertEquals("#/$defs/reference", pool.at("/properties/min_workers/anyOf/1/$ref").asString());
    assertEquals(1, pool.at("/properties/min_workers/default").asInt());
    assertEquals(
        true,
        schema.at("/properties/worker/properties/worker_kwargs/additionalProperties").asBoolean());
  }
}
