package io.dispatcherd.config.sections;

import io.dispatcherd.config.Reference;
import io.dispatcherd.config.WorkerSettings;
import io.dispatcherd.config.schema.ClassNameType;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionType;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.References;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Section {@code worker}: what may stand in it, and what it becomes. */
final class WorkerTable {
  /** What the Python service runs when nothing is said: the shipped worker here, too. */
  private static final String UPSTREAM_DEFAULT = "dispatcherd.worker.task.TaskWorker";

  private static final Option<String> WORKER_CLS =
      Option.of("worker_cls", new WorkerClassType(), "Class of the worker object.")
          .nullable()
          .documentedDefault("the shipped worker");
  private static final Option<Duration> IDLE_TIMEOUT =
      Option.of(
              "idle_timeout",
              OptionTypes.seconds(),
              "After this long without a task the worker's onIdle is called; null or 0: never.")
          .nullable();
  private static final Section ARGUMENTS =
      Section.of("worker_kwargs", "For the worker object.", IDLE_TIMEOUT)
          .with(new Section.Others.Values("Passed to the worker's constructor."));

  static final Section SECTION =
      Section.of("worker", "The object that runs tasks in a worker.", WORKER_CLS).with(ARGUMENTS);

  private final References references;

  WorkerTable(References references) {
    this.references = references;
  }

  Optional<WorkerSettings> settings(SectionValues worker) {
    workerClass(worker)
        .ifPresent(
            name -> references.add(Reference.Kind.WORKER_CLASS, name, worker.placeOf(WORKER_CLS)));
    if (!worker.isSound()) {
      return Optional.empty();
    }
    SectionValues arguments = worker.section(ARGUMENTS);
    return Optional.of(
        new WorkerSettings(
            workerClass(worker),
            arguments.find(IDLE_TIMEOUT).filter(timeout -> !timeout.isZero()),
            Collections.unmodifiableMap(arguments.others())));
  }

  private static Optional<String> workerClass(SectionValues worker) {
    return worker.find(WORKER_CLS).filter(name -> !name.equals(UPSTREAM_DEFAULT));
  }

  /** A class name, or that of the Python service's default. */
  private record WorkerClassType() implements OptionType<String> {
    private static final ClassNameType CLASS = new ClassNameType("a worker class");

    @Override
    public Optional<String> read(ConfigNode node, Problems problems) {
      Optional<String> text = OptionTypes.textOf(node);
      return text.filter(UPSTREAM_DEFAULT::equals).isPresent() ? text : CLASS.read(node, problems);
    }

    @Override
    public Map<String, Object> schema() {
      return CLASS.schemaWith(List.of(UPSTREAM_DEFAULT));
    }

    @Override
    public String words() {
      return CLASS.words();
    }
  }
}
