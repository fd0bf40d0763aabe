package io.dispatcherd.config.sections;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Reference;
import io.dispatcherd.config.ServiceSettings;
import io.dispatcherd.config.WorkerProcessSettings;
import io.dispatcherd.config.schema.ClassNameType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.PathType;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Section {@code service}: what may stand in it, and what it becomes. */
final class ServiceTable {
  private static final Option<Integer> MIN_WORKERS =
      Option.of("min_workers", OptionTypes.integerFrom(0), "Workers kept running.").orElse(1);
  private static final Option<Integer> MAX_WORKERS =
      Option.of("max_workers", OptionTypes.integerFrom(1), "Never more workers than this.")
          .nullable()
          .documentedDefault("number of processors, at least min_workers");
  private static final Option<Duration> SCALEDOWN_WAIT =
      Option.of(
              "scaledown_wait",
              OptionTypes.seconds(),
              "A surplus worker goes only if that many haven't been needed for this long.")
          .orElse(Duration.ofSeconds(15));
  private static final Option<Duration> SCALEDOWN_INTERVAL =
      Option.of(
              "scaledown_interval",
              OptionTypes.positiveSeconds(),
              "How often the pool looks for surplus workers.")
          .orElse(Duration.ofSeconds(15));
  private static final Option<Integer> SCALEDOWN_RESERVE =
      Option.of(
              "scaledown_reserve",
              OptionTypes.integerFrom(0),
              "Scaling down keeps this many workers beyond those busy, and never fewer than"
                  + " min_workers.")
          .orElse(0);
  private static final Option<Duration> WORKER_STOP_WAIT =
      Option.of(
              "worker_stop_wait",
              OptionTypes.seconds(),
              "A worker told to stop has this long before it's killed.")
          .orElse(Duration.ofSeconds(30));
  private static final Option<Duration> WORKER_REMOVAL_WAIT =
      Option.of(
              "worker_removal_wait",
              OptionTypes.seconds(),
              "A gone worker stays in the statistics this long.")
          .orElse(Duration.ofSeconds(30));
  private static final Option<Duration> WORKER_MAX_LIFETIME =
      Option.of(
              "worker_max_lifetime_seconds",
              OptionTypes.positiveSeconds(),
              "A worker that has been ready for so long finishes its task and is replaced; null:"
                  + " never.")
          .orElse(Duration.ofHours(4))
          .nullable();
  private static final Option<Duration> RESULTS_READ_TIMEOUT =
      Option.of(
              "results_read_timeout",
              OptionTypes.seconds(),
              "Accepted for compatibility; has no effect.")
          .nullable();
  private static final Option<Duration> CANCEL_WAIT =
      Option.of(
              "cancel_wait",
              OptionTypes.seconds(),
              "A cancelled or timed-out task has this long to stop before its worker is killed.")
          .orElse(Duration.ofSeconds(5));
  private static final Option<Duration> SHUTDOWN_WAIT =
      Option.of(
              "shutdown_wait",
              OptionTypes.seconds(),
              "At shutdown, running tasks may finish for this long before they are cancelled;"
                  + " 0: at once.")
          .orElse(Duration.ofSeconds(20));
  private static final Option<Duration> WORKER_ANSWER_WAIT =
      Option.of(
              "worker_answer_wait",
              OptionTypes.positiveSeconds(),
              "A worker process that doesn't answer for this long, because it is stopped or hangs,"
                  + " is killed, busy or not; null: never. While it starts it has ten times as"
                  + " long.")
          .orElse(Duration.ofSeconds(30))
          .nullable();
  private static final Option<Integer> MAX_QUEUED =
      Option.of(
              "max_queued",
              OptionTypes.integerFrom(1),
              "Waiting tasks held in memory; beyond it new ones are refused, logged and counted.")
          .orElse(100_000);
  private static final Section POOL =
      Section.of(
          "pool_kwargs",
          "The worker pool.",
          MIN_WORKERS,
          MAX_WORKERS,
          SCALEDOWN_WAIT,
          SCALEDOWN_INTERVAL,
          SCALEDOWN_RESERVE,
          WORKER_STOP_WAIT,
          WORKER_REMOVAL_WAIT,
          WORKER_MAX_LIFETIME,
          RESULTS_READ_TIMEOUT,
          CANCEL_WAIT,
          SHUTDOWN_WAIT,
          WORKER_ANSWER_WAIT,
          MAX_QUEUED);

  private static final Option<String> NODE_ID =
      Option.of("node_id", OptionTypes.text(), "Name of this service among all of them.")
          .nullable()
          .documentedDefault("a random uuid");
  private static final Option<Duration> CHUNK_MESSAGE_TIMEOUT =
      Option.of(
              "chunk_message_timeout_seconds",
              OptionTypes.positiveSeconds(),
              "A message in pieces that isn't complete after this long is dropped.")
          .orElse(Duration.ofMinutes(30));
  private static final Section MAIN =
      Section.of(
          "main_kwargs",
          "The service itself.",
          Stream.concat(
                  Stream.of(NODE_ID, CHUNK_MESSAGE_TIMEOUT), ServiceLimitsTable.OPTIONS.stream())
              .toArray(Option<?>[]::new));

  private static final String THREADS = "ThreadManager";
  private static final Option<String> PROCESS_MANAGER_CLS =
      Option.of(
              "process_manager_cls",
              OptionTypes.choice(
                  "ForkServerManager", "ProcessManager", "SpawnServerManager", THREADS),
              "What a worker is. ThreadManager: a thread of the service. The others, which mean"
                  + " the same here: a JVM of its own.")
          .orElse("ForkServerManager");

  private static final Option<List<String>> PRELOAD_MODULES =
      Option.of(
              "preload_modules",
              OptionTypes.listOf(new ClassNameType("a class to initialise early")),
              "Classes initialised in a worker before it's ready.")
          .orElse(List.of())
          .nullable();
  private static final Option<List<String>> JVM_ARGS =
      Option.of(
              "jvm_args",
              OptionTypes.listOf(OptionTypes.text()),
              "Arguments of worker JVMs. Other users of the machine can see them.")
          .orElse(List.of());
  private static final Option<List<Path>> CLASSPATH =
      Option.of(
              "classpath",
              OptionTypes.listOf(new PathType()),
              "Jars and folders with the tasks. Relative ones are relative to the working"
                  + " directory.")
          .orElse(List.of());
  private static final Option<Integer> SPARE_WORKERS =
      Option.of(
              "spare_workers",
              OptionTypes.integer(0, 1000),
              "Processes started ahead, so that scaling up doesn't wait for a JVM.")
          .orElse(0);
  private static final Section PROCESS =
      Section.of(
          "process_manager_kwargs",
          "How workers are started.",
          PRELOAD_MODULES,
          JVM_ARGS,
          CLASSPATH,
          SPARE_WORKERS);

  static final Section SECTION =
      Section.of("service", "The service that runs tasks.", PROCESS_MANAGER_CLS)
          .with(POOL, MAIN, MetricsTable.SECTION, PROCESS);

  private final Problems problems;
  private final References references;

  ServiceTable(Problems problems, References references) {
    this.problems = problems;
    this.references = references;
  }

  /** The settings; absent if something was wrong with them and has been reported. */
  Optional<ServiceSettings> settings(SectionValues service) {
    addReferences(service.section(PROCESS));
    Optional<PoolSettings> pool = pool(service.section(POOL));
    if (!service.isSound() || pool.isEmpty()) {
      return Optional.empty();
    }
    SectionValues main = service.section(MAIN);
    return Optional.of(
        new ServiceSettings(
            pool.get(),
            main.find(NODE_ID),
            main.get(CHUNK_MESSAGE_TIMEOUT),
            ServiceLimitsTable.limits(main),
            MetricsTable.settings(service.section(MetricsTable.SECTION)),
            workerProcess(service)));
  }

  private void addReferences(SectionValues process) {
    process
        .find(PRELOAD_MODULES)
        .orElse(List.of())
        .forEach(
            name ->
                references.add(
                    Reference.Kind.PRELOADED_CLASS, name, process.placeOf(PRELOAD_MODULES)));
    process
        .find(CLASSPATH)
        .orElse(List.of())
        .forEach(
            path ->
                references.add(
                    Reference.Kind.CLASSPATH_ENTRY, path.toString(), process.placeOf(CLASSPATH)));
  }

  private Optional<PoolSettings> pool(SectionValues pool) {
    if (!pool.isSound()) {
      return Optional.empty();
    }
    int min = pool.get(MIN_WORKERS);
    int max =
        pool.find(MAX_WORKERS)
            .orElseGet(() -> Math.max(min, Runtime.getRuntime().availableProcessors()));
    if (min > max) {
      problems.add(
          pool.placeOf(MIN_WORKERS),
          "must not exceed max_workers, but " + min + " is more than " + max);
      return Optional.empty();
    }
    return Optional.of(
        new PoolSettings(
            min,
            max,
            new PoolSettings.Scaledown(
                pool.get(SCALEDOWN_WAIT),
                pool.get(SCALEDOWN_INTERVAL),
                pool.get(SCALEDOWN_RESERVE)),
            new PoolSettings.Waits(
                pool.get(WORKER_STOP_WAIT),
                pool.get(WORKER_REMOVAL_WAIT),
                pool.get(CANCEL_WAIT),
                pool.get(SHUTDOWN_WAIT),
                pool.find(WORKER_ANSWER_WAIT)),
            pool.find(WORKER_MAX_LIFETIME),
            pool.get(MAX_QUEUED)));
  }

  private static WorkerProcessSettings workerProcess(SectionValues service) {
    SectionValues process = service.section(PROCESS);
    return new WorkerProcessSettings(
        service.get(PROCESS_MANAGER_CLS).equals(THREADS)
            ? WorkerProcessSettings.Kind.THREAD
            : WorkerProcessSettings.Kind.PROCESS,
        process.find(PRELOAD_MODULES).orElse(List.of()),
        process.get(JVM_ARGS),
        process.get(CLASSPATH),
        process.get(SPARE_WORKERS));
  }
}
