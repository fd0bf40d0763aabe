package io.dispatcherd.pool;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a worker's JVM is started.
 *
 * @param classpath jars and folders with the service, the application's tasks, and what they need
 * @param jvmArgs options after our defaults, so that they win
 */
public record JavaCommand(List<Path> classpath, List<String> jvmArgs) {
  /** Named, not imported: this is the parent's side. */
  private static final String MAIN_CLASS = "io.dispatcherd.workers.WorkerMain";

  /** A worker runs one task at a time: a small heap and one collector thread suit it. */
  private static final List<String> DEFAULTS =
      List.of("-XX:+UseSerialGC", "-Xms16m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

  /**
   * How to log: workers do it as the service was told to, unless {@link #jvmArgs} say otherwise.
   */
  private static final List<String> INHERITED =
      List.of("dispatcherd.log.level", "dispatcherd.log.format", "logback.configurationFile");

  /** The command line of a worker that connects to this socket. */
  List<String> forSocket(Path socket) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(DEFAULTS);
    for (String property : INHERITED) {
      String value = System.getProperty(property);
      if (value != null) {
        command.add("-D" + property + "=" + value);
      }
    }
    command.addAll(jvmArgs);
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classpath.stream().map(Path::toString).toList()));
    command.add(MAIN_CLASS);
    command.add(socket.toString());
    return command;
  }
}
