package io.dispatcherd.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the build says of tests that it skipped, from reports as surefire writes them. */
class NotTestedTest {
  @TempDir private Path root;

  @Test
  void testsThatMissTheSameShareALine() throws IOException {
    report("client", "surefire", "a.FirstTest", aborted("a.FirstTest", "there is no pgbouncer"));
    report(
        "sub/deeper",
        "failsafe",
        "b.SecondIT",
        aborted("b.SecondIT", "there is no pgbouncer"),
        aborted("b.SecondIT$Inside", "there is no pgbouncer"));

    assertEquals(
        List.of("Not tested here: FirstTest, SecondIT (2 tests), because there is no pgbouncer"),
        lines());
  }

  @Test
  void aConditionTellsItsOwnReason() throws IOException {
    report(
        "service",
        "surefire",
        "a.ATest",
        """
        <testcase name="t" classname="a.ATest"><skipped message="X does not exist ==&gt; X is not set"/></testcase>\
        """);

    assertEquals(List.of("Not tested here: ATest, because X is not set"), lines());
  }

  @Test
  void whatRanIsNotNamed() throws IOException {
    report("cli", "surefire", "a.ATest", "<testcase name='t' classname='a.ATest'/>");
    report("cli", "surefire", "a.OuterTest");
    report(
        "cli",
        "surefire",
        "a.OuterTest$Inner",
        "<testcase name='t' classname='a.OuterTest$Inner'/>");

    assertEquals(List.of(), lines());
  }

  @Test
  void aClassThatGivesUpBeforeItsFirstTestIsNamed() throws IOException {
    report("cli", "surefire", "a.ATest");

    assertEquals(
        List.of("Not tested here: ATest, because it gave up before its first test"),
        lines().stream().map(line -> line.replaceFirst(" \\(.*", "")).toList());
  }

  @Test
  void reportsOfAnEarlierBuildAreLeftOut() throws IOException {
    report("cli", "surefire", "a.ATest", aborted("a.ATest", "there is no pgbouncer"));

    assertEquals(List.of(), NotTested.lines(root, Instant.now().plusSeconds(3600)));
  }

  private List<String> lines() throws IOException {
    return NotTested.lines(root, Instant.EPOCH);
  }

  private void report(String module, String plugin, String suite, String... cases)
      throws IOException {
    Path folder = Files.createDirectories(root.resolve(module + "/target/" + plugin + "-reports"));
    Files.writeString(
        folder.resolve("TEST-" + suite + ".xml"),
        "<testsuite name='" + suite + "'>" + String.join("", cases) + "</testsuite>");
  }

  private static String aborted(String test, String reason) {
    return """
    <testcase name="t" classname="%s"><skipped type="org.opentest4j.TestAbortedException"><![CDATA[\
    org.opentest4j.TestAbortedException: Assumption failed: %s
    \tat a.b.C(D.java:1)
    ]]></skipped></testcase>\
    """
        .formatted(test, reason);
  }
}
