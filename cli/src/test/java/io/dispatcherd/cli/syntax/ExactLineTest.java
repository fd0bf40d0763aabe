package io.dispatcherd.cli.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
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
import org.junit.jupiter.params.provider.ValueSource;

class ExactLineTest {
  private static final Option COUNT =
      Option.of("--count", "N", Integer::valueOf, "A number.").orNamed("--number");
  private static final Program PROGRAM =
      new Program(
          "program",
          "Does things.",
          "The end.",
          "1",
          List.of(COUNT, Option.of("--text", "TEXT", text -> text, "Some text.")),
          List.of(
              new Command(
                  "draw",
                  "Draws.",
                  List.of(COUNT, Option.of("--shape", "SHAPE", text -> text, "What.").needed())),
              new Command("stop", "Stops.", List.of(Option.flag("--all", "Everything.")))));

  @Test
  void readsOptionsBeforeAndBehindTheCommand() {
    assertEquals(
        Optional.of(
            new Arguments(
                Optional.of("draw"),
                Map.of("--count", 1, "--text", "a b"),
                Map.of("--count", 2, "--shape", "=x="))),
        exact("--count", "1", "--text=a b", "draw", "--number", "2", "--shape==x="));
  }

  @Test
  void readsALineWithoutACommand() {
    assertEquals(
        Optional.of(new Arguments(Optional.empty(), Map.of("--count", 1), Map.of())),
        exact("--count", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "completion bash",
        "completion",
        "nonsense",
        "draw",
        "draw --shape",
        "draw --shape -x",
        "draw --shape @file",
        "draw --shape a --shape b",
        "draw --shape a --text b",
        "draw --shap a",
        "--count one",
        "stop --all=true",
        "stop --all all",
        "stop -- --all",
        "@file",
      })
  void leavesTheRestToTheLibraryThatExplains(String line) {
    assertEquals(Optional.empty(), exact(line.split(" ")));
  }

  @Property
  void whatItReadsMeansTheSameToTheLibraryThatExplains(@ForAll("lines") List<String> words) {
    ExactLine.read(PROGRAM, words)
        .ifPresent(arguments -> assertEquals(List.of(arguments), explained(words)));
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<List<String>> parts =
        Arbitraries.of(
            List.of("draw"),
            List.of("stop"),
            List.of("--all"),
            List.of("--count", "1"),
            List.of("--number=2"),
            List.of("--count", "x"),
            List.of("--text", "a"),
            List.of("--text="),
            List.of("--text=--count"),
            List.of("--text=@a"),
            List.of("--text", "'quoted'"),
            List.of("--shape", "\"a b\""),
            List.of("--shape", "draw"),
            List.of("--shape=a=b"),
            List.of("--shape"),
            List.of("@a"),
            List.of(""));
    return parts.list().ofMaxSize(5).map(ExactLineTest::flat);
  }

  private static List<String> flat(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }

  private static Optional<Arguments> exact(String... words) {
    return ExactLine.read(PROGRAM, List.of(words));
  }

  private static List<Arguments> explained(List<String> words) {
    List<Arguments> read = new ArrayList<>();
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    int status =
        new ExplainedLine(PROGRAM)
            .execute(
                words,
                out,
                out,
                arguments -> {
                  read.add(arguments);
                  return 0;
                });
    assertTrue(status == 0 && read.size() == 1, said::toString);
    return read;
  }
}
