package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.cli.tables.TerminalText;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class TerminalTextTest {
  /** Escape, bell, delete, and the two escapes that are one character each. */
  private static final String AWKWARD = "a\u001b[31mb\u0007\u007f\u009b2J\u0085é☃\n\r\tc";

  @Test
  void controlCharactersAreWrittenOut() {
    assertEquals("\\u001b[31mé\\u0007\\u000a", TerminalText.line("\u001b[31mé\u0007\n"));
    assertEquals("a\nb\\u009b", TerminalText.lines("a\nb\u009b"));
  }

  private static Reply awkward(String inner) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put(AWKWARD, Map.of(AWKWARD, Map.of(AWKWARD, AWKWARD)));
    body.put(inner, Map.of(inner, AWKWARD, "done", false));
    body.put("list", List.of(Map.of(AWKWARD, AWKWARD)));
    body.put("node_id", AWKWARD);
    return Reply.fromJson(Json.write(body));
  }

  @ParameterizedTest
  @EnumSource(ReplyShape.class)
  void noTableSendsAnyToTheTerminal(ReplyShape shape) {
    String table = OutputFormat.TABLE.format(List.of(awkward("stack"), awkward("error")), shape);
    assertTrue(table.chars().noneMatch(it -> it != '\n' && Character.isISOControl(it)), table);
    assertTrue(table.contains("\\u001b[31mb"), table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"YAML", "JSON"})
  void neitherDoTextsForPrograms(OutputFormat format) {
    Reply reply = awkward("x");
    String text = format.format(List.of(reply), ReplyShape.VALUES);
    assertTrue(text.chars().noneMatch(it -> it != '\n' && Character.isISOControl(it)), text);
    assertFalse(text.contains("\r"));
    assertEquals(
        List.of(reply.body()),
        format == OutputFormat.YAML ? new Yaml().load(text) : Json.parse(text));
  }
}
