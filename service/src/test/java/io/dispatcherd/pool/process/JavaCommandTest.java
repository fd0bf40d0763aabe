package io.dispatcherd.pool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaCommandTest {
  private static final Path CACHE = Path.of("/caches/worker.jsa");
  private static final Path SOCKET = Path.of("/run/worker.sock");

  private static List<String> command(String... jvmArgs) {
    return command(List.of(jvmArgs), List.of());
  }

  private static List<String> command(List<String> jvmArgs, List<String> fromEnvironment) {
    return new JavaCommand(List.of(Path.of("a.jar")), jvmArgs, fromEnvironment, Optional.of(CACHE))
        .forSocket(SOCKET, false);
  }

  private static boolean usesCache(List<String> command) {
    return command.contains("-XX:SharedArchiveFile=" + CACHE);
  }

  @Test
  void argumentsOfTheConfigurationComeAfterOurDefaultsAndWin() {
    List<String> command = command("-Xmx2g");
    assertTrue(command.indexOf("-Xmx512m") < command.indexOf("-Xmx2g"), command.toString());
    assertTrue(command.contains("-XX:+UseSerialGC"), command.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-XX:+UseZGC", "-XX:+UseParallelGC"})
  void anotherCollectorTakesThePlaceOfOurs(String collector) {
    List<String> command = command(collector);
    assertFalse(command.contains("-XX:+UseSerialGC"), command.toString());
    assertTrue(command.contains(collector), command.toString());
  }

  @Test
  void aCacheIsUsedAndNeverSpokenOf() {
    List<String> command = command();
    assertTrue(usesCache(command), command.toString());
    assertTrue(command.contains("-Xlog:aot*=off,cds*=off"), command.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:AOTCache=own.aot",
        "-XX:AOTMode=record",
        "-XX:SharedArchiveFile=own.jsa",
        "-XX:ArchiveClassesAtExit=own.jsa",
        "-XX:DumpLoadedClassList=own.classes",
        "-Xshare:off"
      })
  void aCacheGivesWayToWhatTheConfigurationSharesOrRecords(String option) {
    assertFalse(usesCache(command(option)));
  }

  @Test
  void whatLogsIsNotNamedWhereAnAgentWouldHeedItToo() {
    String agent = "-javaagent:opentelemetry-javaagent.jar";
    System.setProperty("slf4j.provider", "a.Provider");
    try {
      assertTrue(command().contains("-Dslf4j.provider=a.Provider"));
      assertFalse(command(agent).contains("-Dslf4j.provider=a.Provider"));
      assertFalse(command(List.of(), List.of(agent)).contains("-Dslf4j.provider=a.Provider"));
    } finally {
      System.clearProperty("slf4j.provider");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void optionsInTheEnvironmentAreHeededAndNotRepeated(String variable) {
    List<String> options =
        JavaCommand.optionsIn(Map.of(variable, " -XX:+UseG1GC\t-Xshare:auto ", "HOME", "-x"));

    List<String> command = command(List.of(), options);

    assertFalse(command.contains("-XX:+UseSerialGC"), command.toString());
    assertFalse(usesCache(command), command.toString());
    assertFalse(command.contains("-XX:+UseG1GC"), command.toString());
  }

  @Test
  void onlyASpareOneWarmsUpWhileItWaits() {
    assertFalse(command().contains("-Ddispatcherd.warmup=everything"));
    assertTrue(
        new JavaCommand(List.of(), List.of(), List.of(), Optional.empty())
            .forSocket(SOCKET, true)
            .contains("-Ddispatcherd.warmup=everything"));
  }

  @Test
  void nothingIsSaidOfACacheWhereThereIsNone() {
    List<String> command =
        new JavaCommand(List.of(), List.of(), List.of(), Optional.empty()).forSocket(SOCKET, false);
    assertEquals(
        List.of(), command.stream().filter(it -> it.startsWith("-XX:SharedArchive")).toList());
  }
}
