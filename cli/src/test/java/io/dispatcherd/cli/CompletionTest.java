package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed for a shell completes in that shell. */
class CompletionTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "dispatcherctl, wor, workers",
    "dispatcherctl, set_, set_log_level",
    "dispatcherctl, running --uu, --uuid",
    "dispatcherctl, alive --output t, table",
    "dispatcherctl, --exp, --expected-replies",
    "dispatcherd, che, check",
    "dispatcherd, --log-format j, json",
    "dispatcherd, check --cl, --classpath",
  })
  void bashCompletesCommandsOptionsAndTheirValues(String program, String typed, String completed)
      throws Exception {
    assertEquals(0, run(program, "completion", "bash"), err::toString);

    assertTrue(completionsInBash(program, typed).contains(completed));
  }

  @Test
  void zshLoadsTheSameThroughItsOwnCompatibilityMode() {
    assertEquals(0, run("dispatcherctl", "completion", "bash"));
    String forBash = out.toString();
    out.getBuffer().setLength(0);
    assertEquals(0, run("dispatcherctl", "completion", "zsh"));

    assertEquals(forBash, out.toString());
    assertTrue(forBash.contains("bashcompinit"));
  }

  @ParameterizedTest
  @CsvSource({"dispatcherctl", "dispatcherd"})
  void anotherShellIsWrongUsageThatNamesThoseThatThereAre(String program) {
    assertEquals(2, run(program, "completion", "fish"));
    assertTrue(err.toString().contains("expected bash or zsh"), err::toString);
    assertFalse(err.toString().contains("\tat "));
  }

  private int run(String program, String... arguments) {
    PrintWriter to = new PrintWriter(out, true);
    PrintWriter complaints = new PrintWriter(err, true);
    return program.equals("dispatcherd")
        ? new DispatcherdMain(to, complaints).execute(arguments)
        : new DispatcherctlMain(CompletionTest::neverConnect, to, complaints).execute(arguments);
  }

  private static io.dispatcherd.publish.Dispatcherd neverConnect(Settings settings) {
    throw new AssertionError("completion needs no service");
  }

  /** What bash offers when this has been typed and the tabulator key is pressed. */
  private List<String> completionsInBash(String program, String typed) throws Exception {
    Path script = folder.resolve("completion.bash");
    Files.writeString(script, out.toString());
    String ask =
        """
        source "$1"
        COMP_WORDS=($2 $3)
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE="$2 $3" COMP_POINT=${#COMP_LINE}
        function=$(complete -p "$2" | sed -n 's/.*-F \\([^ ]*\\).*/\\1/p')
        "$function" 2>/dev/null
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    Process bash =
        new ProcessBuilder("bash", "-c", ask, "ask", script.toString(), program, typed)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String offered = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(bash.waitFor(20, TimeUnit.SECONDS));
    return offered.lines().map(String::strip).toList();
  }
}
