package io.dispatcherd.cli.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineReaderTest {
  private static final CommandOption COUNT =
      CommandOption.of("--count", "N", LineReaderTest::number, "A number.").orNamed("--number");
  private static final Program PROGRAM =
      new Program(
          "program",
          "Does things.",
          "The end.",
          "1",
          List.of(COUNT, CommandOption.of("--text", "TEXT", text -> text, "Some text.")),
          List.of(
              new Command(
                  "draw",
                  "Draws.",
                  List.of(
                      COUNT, CommandOption.of("--shape", "SHAPE", text -> text, "What.").needed())),
              new Command(
                  "show",
                  "Shows.",
                  List.of(
                      CommandOption.of("--name", "NAME", text -> text, "Which.")
                          .asOperand()
                          .needed())),
              new Command("stop", "Stops.", List.of(CommandOption.flag("--all", "Everything.")))));

  private static Integer number(String text) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("expected a number, got '" + text + "'", e);
    }
  }

  @Test
  void optionsStandBeforeAndBehindTheCommand() {
    assertEquals(
        arguments(
            "draw", Map.of("--count", 1, "--text", "a b"), Map.of("--count", 2, "--shape", "=x=")),
        read("--count", "1", "--text=a b", "draw", "--number", "2", "--shape==x="));
  }

  @Test
  void aLineMayHaveNoCommand() {
    assertEquals(
        new Arguments(Optional.empty(), Map.of("--count", 1), Map.of()), read("--count", "1"));
  }

  @Test
  void aValueMayLookLikeAnythingButAnOption() {
    assertEquals(Map.of("--shape", "-1"), read("draw", "--shape", "-1").after());
    assertEquals(Map.of("--shape", "@file"), read("draw", "--shape", "@file").after());
    assertEquals(Map.of("--shape", ""), read("draw", "--shape", "").after());
    assertEquals(Map.of("--shape", "--count"), read("draw", "--shape=--count").after());
  }

  @Test
  void anOperandNeedsNoName() {
    assertEquals(Map.of("--name", "a"), read("show", "a").after());
    assertEquals(Map.of("--name", "a"), read("show", "--name", "a").after());
    assertEquals(Map.of("--name", "--all"), read("show", "--", "--all").after());
  }

  @Test
  void helpAsksForNothingThatACommandNeeds() {
    assertEquals(Map.of("--help", true), read("draw", "--help").after());
    assertEquals(Map.of("--help", true), read("draw", "-h").after());
    assertEquals(Map.of("--help", true), read("--help", "draw").before());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense             | unknown command \"nonsense\"; known: draw, show, stop, help,"
            + " completion",
        "stpo                 | unknown command \"stpo\", did you mean \"stop\"?",
        "draw                 | draw needs --shape",
        "show                 | show needs NAME",
        "draw --shape         | --shape needs a value: --shape SHAPE",
        "draw --shape --count | --shape needs a value: --shape SHAPE",
        "draw --shape a --shape=b | --shape is given twice",
        "draw --number 1 --count 2 --shape a | --count is given twice",
        "show a b             | \"b\" is too much: every value has an option",
        "show --name a b      | \"b\" is too much: every value has an option",
        "draw --shap a        | unknown option \"--shap\", did you mean \"--shape\"?",
        "--shape a draw       | --shape stands behind its command",
        "--count one          | --count: expected a number, got 'one'",
        "draw --count one     | --count: expected a number, got 'one'",
        "stop --all=true      | --all takes no value",
        "stop all             | \"all\" is too much: every value has an option",
        "help nonsense        | --command: unknown command \"nonsense\"; known: draw, show, stop,"
            + " help, completion",
      })
  void whatMakesNoSenseIsExplained(String line, String message) {
    assertEquals(
        message, assertThrows(UsageException.class, () -> read(line.split(" ", -1))).getMessage());
  }

  @Property
  void anyWordsAreReadOrExplained(@ForAll("lines") List<String> words) {
    try {
      LineReader.read(PROGRAM, words);
    } catch (UsageException e) {
      assertEquals(1, String.valueOf(e.getMessage()).lines().count());
    }
  }

  @Provide
  Arbitrary<List<String>> lines() {
    return Arbitraries.of(
            "draw",
            "stop",
            "show",
            "help",
            "--all",
            "--count",
            "1",
            "--number=2",
            "x",
            "--text",
            "a",
            "--text=",
            "--text=--count",
            "--shape",
            "--shape=a=b",
            "--",
            "-",
            "-h",
            "=",
            "")
        .list()
        .ofMaxSize(7);
  }

  @Test
  void charactersThatTheLocaleHasNotAreRefused() {
    List<String> words = List.of("run", "--args", "[\"\uFFFD\uFFFD\"]");
    UsageException refused =
        assertThrows(
            UsageException.class, () -> CommandLines.refuseUnreadable(words, "ANSI_X3.4-1968"));
    assertEquals(
        "an argument has characters that the locale's encoding, ANSI_X3.4-1968, doesn't have:"
            + " set LC_ALL=C.UTF-8",
        refused.getMessage());
    CommandLines.refuseUnreadable(words, "UTF-8");
    CommandLines.refuseUnreadable(List.of("alive"), "ANSI_X3.4-1968");
  }

  private static Arguments arguments(
      String command, Map<String, Object> before, Map<String, Object> after) {
    return new Arguments(Optional.of(command), before, after);
  }

  private static Arguments read(String... words) {
    return LineReader.read(PROGRAM, List.of(words));
  }
}
