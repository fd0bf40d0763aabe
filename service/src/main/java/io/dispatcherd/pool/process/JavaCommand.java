package io.dispatcherd.pool.process;

import io.dispatcherd.frames.WarmUpProperty;
import java.io.File;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a worker's JVM is started.
 *
 * @param classpath jars and folders with the service, the application's tasks, and what they need
 * @param jvmArgs options after our defaults, so that they win
 * @param fromEnvironment options that a JVM takes from its environment by itself
 * @param cache classes made ready for a quick start, if there are any; a JVM that they don't fit
 *     leaves them aside
 */
public record JavaCommand(
    List<Path> classpath,
    List<String> jvmArgs,
    List<String> fromEnvironment,
    Optional<Path> cache) {
  /** Named, not imported: this is the parent's side. */
  private static final String MAIN_CLASS = "io.dispatcherd.child.WorkerMain";

  /** A worker runs one task at a time: one collector thread suits it. */
  private static final String COLLECTOR = "-XX:+UseSerialGC";

  /** Small at first, for the sake of memory at rest; all of it grows with what tasks need. */
  private static final List<String> DEFAULTS =
      List.of(
          "-Xms4m",
          "-Xmx512m",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:StringTableSize=4096",
          // Code is compiled when it has run three times as often as usual: a third of the
          // processor time of a start went into compiling what ran for the start alone.
          "-XX:CompileThresholdScaling=3",
          // The one that this JVM has. To look for others, each jar would be opened.
          "-Djava.nio.channels.spi.SelectorProvider="
              + SelectorProvider.provider().getClass().getName());

  /**
   * Options that only some JVMs know: others refuse to start with them. Deflate idle monitors every
   * 10 s (the default, 250 ms, was half of an idle worker's CPU use). Map the CDS archive at its
   * requested address so that its pages are shared. Start with a small symbol table.
   */
  private static final List<String> IDLE_TUNING =
      Runtime.version().feature() == 25
          ? List.of(
              "-XX:+UnlockDiagnosticVMOptions",
              "-XX:AsyncDeflationInterval=10000",
              "-XX:ArchiveRelocationMode=0",
              "-XX:+UnlockExperimentalVMOptions",
              "-XX:SymbolTableSize=4096")
          : List.of();

  private static final String WARM_UP =
      "-D" + WarmUpProperty.NAME + "=" + WarmUpProperty.EVERYTHING;

  /** Whatever the JVM has to say about a cache that it can do without; older ones know no "aot". */
  private static final String QUIETLY =
      Runtime.version().feature() >= 24 ? "-Xlog:aot*=off,cds*=off" : "-Xlog:cds*=off";

  /** Variables in whose options a JVM looks; workers have the environment of the service. */
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** Where the start script says that the cache is. */
  private static final String CACHE_PROPERTY = "dispatcherd.worker.cache";

  /**
   * How to log: workers do it as the service was told to, unless {@link #jvmArgs} say otherwise.
   */
  private static final List<String> INHERITED =
      List.of(
          "dispatcherd.log.level",
          "dispatcherd.log.format",
          "logback.configurationFile",
          "slf4j.internal.verbosity");

  /**
   * What logs, so that it needn't be looked for. An agent that has a logging library of its own,
   * such as OpenTelemetry's, would heed it too and not find that class.
   */
  private static final String LOGGING_PROVIDER = "slf4j.provider";

  /** A command with the cache that this JVM's start script has named, if it is there. */
  public static JavaCommand of(List<Path> classpath, List<String> jvmArgs) {
    Optional<Path> cache =
        Optional.ofNullable(System.getProperty(CACHE_PROPERTY))
            .map(Path::of)
            .filter(Files::isReadable);
    return new JavaCommand(classpath, jvmArgs, optionsIn(System.getenv()), cache);
  }

  static List<String> optionsIn(Map<String, String> environment) {
    return OPTION_VARIABLES.stream()
        .map(variable -> environment.getOrDefault(variable, ""))
        .flatMap(options -> Stream.of(options.strip().split("\\s+")))
        .filter(option -> !option.isEmpty())
        .toList();
  }

  /**
   * The command line of a worker that connects to this socket.
   *
   * @param isSpare whether it has time to warm up until it is needed
   */
  List<String> forSocket(Path socket, boolean isSpare) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (asked().noneMatch(JavaCommand::choosesCollector)) {
      command.add(COLLECTOR);
    }
    command.addAll(DEFAULTS);
    command.addAll(IDLE_TUNING);
    if (asked().noneMatch(JavaCommand::choosesCache)) {
      cache.ifPresent(file -> command.addAll(List.of("-XX:SharedArchiveFile=" + file, QUIETLY)));
    }
    INHERITED.forEach(property -> inherit(property, command));
    if (asked().noneMatch(option -> option.startsWith("-javaagent:"))) {
      inherit(LOGGING_PROVIDER, command);
    }
    if (isSpare) {
      command.add(WARM_UP);
    }
    command.addAll(jvmArgs);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classpath.stream().map(Path::toString).toList()));
    command.add(MAIN_CLASS);
    command.add(socket.toString());
    return command;
  }

  private static void inherit(String property, List<String> command) {
    String value = System.getProperty(property);
    if (value != null) {
      command.add("-D" + property + "=" + value);
    }
  }

  private Stream<String> asked() {
    return Stream.concat(jvmArgs.stream(), fromEnvironment.stream());
  }

  /** A JVM refuses to be given two collectors. */
  private static boolean choosesCollector(String option) {
    return option.startsWith("-XX:+Use") && option.endsWith("GC");
  }

  /** A JVM refuses a cache together with other ways to share or to record classes. */
  private static boolean choosesCache(String option) {
    return option.startsWith("-XX:AOT")
        || option.startsWith("-XX:SharedArchiveFile")
        || option.startsWith("-XX:ArchiveClassesAtExit")
        || option.startsWith("-XX:DumpLoadedClassList")
        || option.startsWith("-Xshare");
  }
}
