package io.dispatcherd.config.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.config.ConfigurationException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {
  private final Problems problems = new Problems("test.yml");

  private ConfigNode node(String yaml) {
    return new YamlReader(new NodeFactory(Map.of(), problems)).read(yaml);
  }

  private @Nullable Object value(String yaml) {
    return node(yaml).toValue();
  }

  private String failure(String yaml) {
    return String.valueOf(
        assertThrows(
                ConfigurationException.class,
                () -> {
                  node(yaml);
                  problems.throwIfAny();
                })
            .getMessage());
  }

  @Test
  void emptyFileIsAnEmptyMapping() {
    assertEquals(Map.of(), value(""));
    assertEquals(Map.of(), value("---\n# nothing\n"));
  }

  @Test
  void quotedScalarsAreText() {
    assertEquals(
        List.of("1", "yes", "null", "2024-01-01", "a\n"),
        value("['1', \"yes\", 'null', '2024-01-01', \"a\\n\"]"));
  }

  @Test
  void tagsOfTheStandardDecide() {
    assertEquals(Arrays.asList("1", 2, null), value("[!!str 1, !!int 2, !!null null]"));
  }

  @Test
  void aliasesAndMergeKeysAreFollowed() {
    assertEquals(
        Map.of(
            "base", Map.of("a", 1, "b", 2),
            "more", Map.of("a", 1, "b", 3),
            "same", Map.of("a", 1, "b", 2)),
        value("base: &x {a: 1, b: 2}\nmore: {<<: *x, b: 3}\nsame: *x\n"));
  }

  @Test
  void everyNodeKnowsItsLine() {
    assertEquals(
        List.of("a (line 1)", "b[0] (line 3)", "b[1].c (line 5)"),
        scalars(node("a: 1\nb:\n  - x\n  -\n    c: 2\n"))
            .map(scalar -> scalar.place().toString())
            .toList());
  }

  private static Stream<ConfigNode> scalars(ConfigNode node) {
    if (node instanceof ConfigNode.Sequence sequence) {
      return sequence.elements().stream().flatMap(YamlReaderTest::scalars);
    }
    return node instanceof ConfigNode.Mapping mapping
        ? mapping.entries().values().stream().flatMap(YamlReaderTest::scalars)
        : Stream.of(node);
  }

  @Test
  void keyThatIsSetTwiceIsAnError() {
    assertEquals("test.yml: a (line 3): set twice, first in line 1", failure("a: 1\nb: 2\na: 3\n"));
  }

  @Test
  void syntaxErrorNamesTheLine() {
    assertEquals(true, failure("a: 1\nb: [1\nc: 2\n").contains("(line 3): not valid YAML: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: *hunter2",
        "password: !hunter2",
        "password: !hunter2!x y",
        "password: 'hunter2",
        "password: hunter2: x",
        "password: @hunter2",
        "password: [hunter2",
        "password: !!python/object:hunter2.X {}",
        "password: \"hunter2\\q\"",
        "a: &hunter2 1\nb: &hunter2 2\n? [x]\n: 1",
      })
  void errorsShowNoContent(String yaml) {
    String message = failure(yaml);

    assertFalse(message.contains("hunter2"), message);
  }

  @Test
  void aliasInsideItsOwnAnchorIsAnError() {
    assertEquals(
        "test.yml: a[0] (line 1): an alias must not refer to what it stands in",
        failure("a: &x [*x]"));
  }

  @Test
  void keyThatIsAListIsAnError() {
    assertEquals("test.yml: ? (line 1): a key must be text", failure("? [a]\n: 1\n"));
  }

  @Test
  void aliasesCannotBeUsedToFillTheMemory() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 12; i++) {
      String alias = "*a" + (i - 1);
      yaml.append("a" + i + ": &a" + i + " [")
          .append(String.join(", ", Collections.nCopies(9, alias)))
          .append("]\n");
    }

    assertEquals(true, failure(yaml.toString()).contains("not valid YAML"));
  }
}
