package io.dispatcherd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The simulation of docs/explanation/scale.md, run as its page says. */
@Tag("functional")
class ScaleSimulationTest {
  private static final String SIMULATION = "docs/explanation/Scale.java";

  @TempDir private static Path classes;

  @BeforeAll
  static void compile() {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String file = TestSources.root().resolve(SIMULATION).toString();
    assertEquals(0, compiler.run(null, null, null, "-d", classes.toString(), file));
  }

  /** What it prints, and its status in front of that. */
  private static String run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-cp", classes.toString(), "Scale"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + said;
  }

  private static double figure(String said, String what) {
    Matcher matcher =
        Pattern.compile("^ *" + Pattern.quote(what) + ".*? ([0-9,.]+) [^ ]+$", Pattern.MULTILINE)
            .matcher(said);
    assertTrue(matcher.find(), said);
    return Double.parseDouble(matcher.group(1).replace(",", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pg_notify", "pg_queue", "rabbitmq"})
  void underItsLimitEachWayEndsWhatIsSubmittedAndBeyondNoMoreThanThat(String way) throws Exception {
    String light = run("way=" + way, "rate=500", "seconds=1");
    assertTrue(light.startsWith("0\n"), light);
    assertEquals(figure(light, "submitted"), figure(light, "ended"), 20, light);
    assertTrue(figure(light, "submission to first line, p99") < 50, light);
    String heavy = run("way=" + way, "rate=60000", "services=20", "seconds=0.5");
    double least =
        heavy
            .substring(heavy.indexOf("the most that each part"))
            .lines()
            .skip(1)
            .mapToDouble(line -> figure(line, line.strip().substring(0, 5)))
            .min()
            .orElseThrow();
    assertTrue(figure(heavy, "ended") < 1.1 * least, heavy);
  }

  @Test
  void severalQueuesCarryMoreThanOne() throws Exception {
    String one = run("way=rabbitmq", "rate=60000", "services=20", "seconds=0.5");
    String four = run("way=rabbitmq", "queues=4", "rate=60000", "services=20", "seconds=0.5");
    assertTrue(figure(four, "ended") > 2 * figure(one, "ended"), () -> one + four);
  }

  @Test
  void anArgumentThatItDoesNotKnowIsAnsweredWithThoseThatItDoes() throws Exception {
    String said = run("speed=1");
    assertTrue(said.startsWith("2\n"), said);
    assertTrue(said.contains("rate="), said);
    assertTrue(said.toLowerCase(Locale.ROOT).contains("way=pg_notify|pg_queue|rabbitmq"), said);
  }
}
