package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatcherd.config.Settings;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is printed for a shell completes in that shell. */
@Tag("functional")
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
    "dispatcherctl, alive --log-format t, text",
    "dispatcherctl, run --on-duplicate q, queue_one",
    "dispatcherctl, set_log_level --level W, WARNING",
    "dispatcherctl, completion z, zsh",
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
  void zshCompletesThroughItsOwnCompatibilityModeAndKeepsItsSettings() throws Exception {
    assertEquals(0, run("dispatcherctl", "completion", "zsh"));
    assertTrue(out.toString().contains("bashcompinit"));
    assertFalse(out.toString().contains("setopt"), "that would be for all commands of the shell");
    assertFalse(out.toString().contains("alias "), "so would that");

    assumeTrue(isInstalled("zsh"), "there is no zsh in the PATH (Debian's package zsh has it)");
    assertEquals(
        List.of("workers", "run --on-duplicate queue_one", "--output json"),
        completionsInZsh(
            "dispatcherctl work",
            "dispatcherctl run --on-duplicate q",
            "dispatcherctl --output j"));
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

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** What a zsh at a terminal makes of the last word when the tabulator key is pressed. */
  private List<String> completionsInZsh(String... typed) throws Exception {
    Path script = Files.writeString(folder.resolve("completion.zsh"), out.toString());
    String ask =
        """
        zmodload zsh/zpty
        zpty shell zsh -f -i
        zpty -w shell "PS1=; dispatcherctl() { print -r - \\"ran:<\\$*>\\" }; source $1; print sour''ced"
        zpty -r -m shell seen '*sourced*'
        shift
        for typed in "$@"; do
          zpty -w -n shell $typed$'\\t\\n'
          zpty -r -m shell seen '*ran:<*>*'
          print -r -- ${${seen##*ran:<}%%>*}
        done
        zpty -d shell
        """;
    return output(
        Stream.concat(Stream.of("zsh", "-f", "-c", ask, "ask", script.toString()), Stream.of(typed))
            .toList());
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
    return output(List.of("bash", "-c", ask, "ask", script.toString(), program, typed));
  }

  private static List<String> output(List<String> command) throws Exception {
    Process shell =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(() -> read(shell.getInputStream()));
      String text = new String(output.get(20, TimeUnit.SECONDS), StandardCharsets.UTF_8);
      return text.lines().map(String::strip).toList();
    } finally {
      shell.destroyForcibly();
    }
  }

  private static byte[] read(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
