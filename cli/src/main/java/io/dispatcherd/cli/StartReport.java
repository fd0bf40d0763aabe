package io.dispatcherd.cli;

import io.dispatcherd.config.BrokerSettings;
import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.service.DispatcherService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service says once it has started: what it is, what it does, and what to type next. */
final class StartReport {
  private static final Logger log = LoggerFactory.getLogger("dispatcherd");

  /** A service without tasks is most likely one whose jar was forgotten. */
  private static final String NO_TASK =
      "No task is declared on the class path, so every task will be refused. Name the jar with"
          + " --classpath, or in service.process_manager_kwargs.classpath.";

  private StartReport() {}

  /**
   * Says it.
   *
   * @param config the file given on the command line, if one was
   */
  static void log(DispatcherService service, Settings settings, Optional<Path> config) {
    lines(service.nodeId(), service.tasks().size(), settings, config).forEach(log::info);
    if (service.tasks().isEmpty()) {
      log.warn(NO_TASK);
    }
  }

  static List<String> lines(String nodeId, int tasks, Settings settings, Optional<Path> config) {
    return Stream.concat(
            Stream.of(
                "dispatcherd %s runs as node %s".formatted(ProgramOptions.versionNumber(), nodeId)),
            Stream.concat(
                settings.brokers().values().stream().map(StartReport::broker),
                Stream.of(workers(tasks, settings), next(config))))
        .toList();
  }

  private static String broker(BrokerSettings broker) {
    String listens = "will listen on " + broker.description();
    return broker.channels().isEmpty()
        ? listens
        : listens + ", channels " + String.join(", ", broker.channels());
  }

  private static String workers(int tasks, Settings settings) {
    PoolSettings pool = settings.service().pool();
    return "runs %s on %d to %s, %s"
        .formatted(
            Amount.of(tasks, "declared task"),
            pool.minWorkers(),
            Amount.of(pool.maxWorkers(), "worker"),
            switch (settings.service().workerProcess().kind()) {
              case PROCESS -> "each a JVM of its own";
              case THREAD -> "each a thread of this JVM";
            });
  }

  private static String next(Optional<Path> config) {
    String program = "dispatcherctl" + config.map(file -> " --config " + file).orElse("");
    return "try, in another terminal: %s workers (or running, status, --help); Ctrl-C stops"
        .formatted(System.getProperty("dispatcherd.bin", "") + program);
  }
}
