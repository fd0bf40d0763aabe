package io.dispatcherd.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dashboard beside a service, in a process of its own: the service has no class of it. It ends
 * when its input does, so with the service, however that dies.
 */
final class DashboardProcess implements AutoCloseable {
  /** Where its libraries are: jars, separated as in a class path. */
  static final String LIBRARIES = "dispatcherd.dashboard.classpath";

  private static final Logger log = LoggerFactory.getLogger(DashboardProcess.class);
  private static final String PROGRAM = "io.dispatcherd.cli.dashboard.DashboardBesideService";
  private static final List<String> OPTIONS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms16m", "-Xmx128m");
  private static final List<String> HANDED_ON =
      List.of(
          "slf4j.provider",
          "slf4j.internal.verbosity",
          "dispatcherd.log.level",
          "dispatcherd.log.format");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Process process;

  private DashboardProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts it. What can't be started is logged, and disturbs no service.
   *
   * @param role what those on this machine may do if there is no way to sign in
   * @param config the file given on the command line, if one was
   */
  static Optional<DashboardProcess> start(String role, Optional<Path> config) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    for (String name : HANDED_ON) {
      Optional.ofNullable(System.getProperty(name))
          .ifPresent(value -> command.add("-D" + name + "=" + value));
    }
    command.addAll(List.of("-cp", classpath(), PROGRAM, role));
    config.map(Path::toString).ifPresent(command::add);
    try {
      return Optional.of(
          new DashboardProcess(
              new ProcessBuilder(command)
                  .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start()));
    } catch (IOException e) {
      log.error("The dashboard can't be started: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static String classpath() {
    String own = System.getProperty("java.class.path", "");
    String libraries = System.getProperty(LIBRARIES, "");
    return libraries.isEmpty() ? own : own + File.pathSeparator + libraries;
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
