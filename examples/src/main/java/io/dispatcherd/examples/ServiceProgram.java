package io.dispatcherd.examples;

import io.dispatcherd.publish.Control;
import io.dispatcherd.publish.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The program {@code bin/dispatcherd}, which the tour kills and starts. For one thread. */
final class ServiceProgram {
  private static final Duration STOPPING = Duration.ofSeconds(30);

  private final String program;
  private final Optional<Path> config;
  private final Path log;
  private @Nullable Process started;

  /**
   * @param program how to start it
   * @param log where its output goes
   */
  ServiceProgram(String program, Optional<Path> config, Path log) {
    this.program = program;
    this.config = config;
    this.log = log;
  }

  /** The process of the service that answers: the parent of its workers. */
  long find(Control control) {
    return control.ask("workers", Map.of()).stream()
        .map(Reply::body)
        .flatMap(body -> body.values().stream())
        .filter(Map.class::isInstance)
        .map(worker -> ((Map<?, ?>) worker).get("pid"))
        .filter(Number.class::isInstance)
        .flatMap(pid -> ProcessHandle.of(((Number) pid).longValue()).stream())
        .flatMap(worker -> worker.parent().stream())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The service runs on another machine."))
        .pid();
  }

  /** As {@code kill -9} does, and waits until it is gone. */
  void kill(long pid) throws InterruptedException {
    ProcessHandle.of(pid)
        .ifPresent(
            service -> {
              service.destroyForcibly();
              service.onExit().join();
            });
  }

  /** Starts one; it ends with the tour, if not before. Returns where its output goes. */
  Path start() throws IOException {
    Path folder = log.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    List<String> words = new ArrayList<>(List.of(program));
    config.ifPresent(file -> words.addAll(List.of("--config", file.toString())));
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    process.getOutputStream().close();
    started = process;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return log;
  }

  /** Stops what was started, in order. */
  void stop() throws InterruptedException {
    Process process = started;
    if (process != null) {
      process.destroy();
      if (!process.waitFor(STOPPING.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
