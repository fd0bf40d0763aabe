package io.dispatcherd.cli.kept;

import io.dispatcherd.cli.kept.QueueCommand.Options;
import io.dispatcherd.cli.syntax.Arguments;
import io.dispatcherd.cli.syntax.UsageException;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Purged;
import io.dispatcherd.jobs.QueueChange;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.jobs.Rate;
import io.dispatcherd.publish.Dispatcherd;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Carries out commands about kept work. For one thread. */
public final class KeptWork {
  private static final int DEFAULT_LIMIT = 50;

  private final Dispatcherd dispatcherd;
  private final Arguments given;
  private final RowOutput output;

  /** Of what a command line gives. */
  public KeptWork(Dispatcherd dispatcherd, Arguments given, RowOutput output) {
    this.dispatcherd = dispatcherd;
    this.given = given;
    this.output = output;
  }

  /**
   * What came of a command.
   *
   * @param text for standard output
   * @param complaint why it counts as failed
   */
  public record Answer(String text, Optional<String> complaint) {
    static Answer of(String text) {
      return new Answer(text, Optional.empty());
    }
  }

  /**
   * Carries a command out.
   *
   * @throws UnsupportedOperationException if no broker keeps tasks
   */
  public Answer answer(QueueCommand command) {
    return switch (command) {
      case QUEUES -> Answer.of(rows(queues().list().stream().map(JobRows::queue).toList()));
      case QUEUE -> queue();
      case JOBS -> Answer.of(list(filter()));
      case DEAD -> Answer.of(list(filter().state(JobState.DEAD)));
      case JOB -> job();
      case RETRY -> steer("retried", this::retryFilter, Jobs::retry, jobs -> jobs::retry);
      case DELETE -> steer("deleted", this::filter, Jobs::delete, jobs -> jobs::delete);
      case PAUSE -> paused(true);
      case RESUME -> paused(false);
      case NODES -> Answer.of(rows(queues().nodes().stream().map(JobRows::node).toList()));
      case SIGNAL -> signal();
      case SCHEDULES -> new KeptSchedules(dispatcherd, given, output).all();
      case SCHEDULE -> new KeptSchedules(dispatcherd, given, output).one();
      case WORKFLOW -> new KeptWorkflows(dispatcherd, given, output).answer();
      case PURGE -> purge();
    };
  }

  /** Cancels all jobs that match, or says how many do. */
  public Answer cancel() {
    return steer("cancelled", this::filter, Jobs::cancel, jobs -> jobs::cancel);
  }

  private Jobs jobs() {
    return broker().map(dispatcherd::jobs).orElseGet(dispatcherd::jobs);
  }

  private Queues queues() {
    return broker().map(dispatcherd::queues).orElseGet(dispatcherd::queues);
  }

  private Optional<String> broker() {
    return given.value(Options.BROKER, String.class);
  }

  private String text(String option) {
    return given.value(option, String.class).orElseThrow();
  }

  private boolean has(String option) {
    return given.value(option, Boolean.class).isPresent();
  }

  private JobFilter filter() {
    return new JobFilter(
        given.value(Options.QUEUE, String.class),
        given.value(Options.STATE, JobState.class),
        given.value(Options.TASK, String.class),
        given.value(Options.KEY, String.class));
  }

  private JobFilter retryFilter() {
    JobFilter filter = filter();
    return filter.state().isPresent() ? filter : filter.state(JobState.DEAD);
  }

  private String list(JobFilter filter) {
    int limit = given.value(Options.LIMIT, Integer.class).orElse(DEFAULT_LIMIT);
    List<Job> found = jobs().list(filter, limit);
    return rows(
        found.stream()
            .map(job -> output.isForPeople() ? JobRows.shortly(job) : JobRows.of(job))
            .toList());
  }

  private String rows(List<Map<String, @Nullable Object>> rows) {
    return output.rows(rows);
  }

  private Answer job() {
    String uuid = text(Options.UUID);
    Optional<Job> found = jobs().find(uuid);
    if (found.isEmpty()) {
      return unknown(uuid);
    }
    Map<String, @Nullable Object> shown = JobRows.withResult(found.get());
    if (has(Options.ARGUMENTS)) {
      jobs().message(uuid).ifPresent(message -> shown.put("message", JobRows.value(message)));
    }
    shown.put("runs", jobs().runs(uuid).stream().map(JobRows::run).toList());
    return Answer.of(output.details(shown));
  }

  private static Answer unknown(String uuid) {
    return new Answer(
        "", Optional.of("there is no job with the uuid " + uuid + ", or it is no longer kept"));
  }

  private Answer signal() {
    Optional<?> value = given.value(Options.VALUE, Optional.class).orElse(Optional.empty());
    return steerOne(
        text(Options.UUID),
        "signalled",
        (jobs, uuid) -> jobs.signal(uuid, text(Options.NAME), value.orElse(null)));
  }

  private Answer queue() {
    String name = text(Options.NAME);
    QueueChange change = change();
    if (!change.values().isEmpty()) {
      queues().change(name, change);
    }
    Optional<QueueStatus> status =
        queues().list().stream().filter(queue -> queue.name().equals(name)).findFirst();
    return status
        .map(queue -> Answer.of(output.details(JobRows.queueWithLimits(queue))))
        .orElseGet(
            () -> new Answer("", Optional.of("there is no queue " + name + ", nor a job in one")));
  }

  private QueueChange change() {
    QueueChange change = QueueChange.NONE;
    Optional<Optional<Integer>> maxRunning = limit(Options.MAX_RUNNING, Integer.class);
    change = maxRunning.map(change::maxRunning).orElse(change);
    Optional<Optional<Rate>> rate = limit(Options.RATE, Rate.class);
    change = rate.map(change::rate).orElse(change);
    change = given.value(Options.WEIGHT, Integer.class).map(change::weight).orElse(change);
    Optional<Optional<Integer>> attempts = limit(Options.MAX_ATTEMPTS, Integer.class);
    change = attempts.map(change::maxAttempts).orElse(change);
    Optional<Optional<Duration>> keepDone = limit(Options.KEEP_DONE, Duration.class);
    return keepDone.map(change::keepDone).orElse(change);
  }

  /** Empty if it isn't given; an empty one in it if there is to be no limit. */
  @SuppressWarnings("OptionalMapToOptional") // none is another answer than not given
  private <T> Optional<Optional<T>> limit(String option, Class<T> type) {
    return given.value(option, Optional.class).map(value -> ((Optional<?>) value).map(type::cast));
  }

  private Answer paused(boolean isPaused) {
    String name = text(Options.NAME);
    if (isPaused) {
      queues().pause(name);
    } else {
      queues().resume(name);
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("queue", name);
    row.put("paused", isPaused);
    return Answer.of(rows(List.of(row)));
  }

  private Answer purge() {
    String key = text(Options.KEY);
    if (!confirmed()) {
      return counted(JobFilter.ALL.key(key));
    }
    Purged purged = jobs().purge(key);
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("deleted", purged.deleted());
    row.put("running", purged.running());
    return new Answer(
        rows(List.of(row)),
        purged.running() == 0
            ? Optional.empty()
            : Optional.of(
                "%d still run, and are being cancelled: purge again when they have ended"
                    .formatted(purged.running())));
  }

  private Answer steer(
      String done,
      Supplier<JobFilter> filtered,
      OnOne one,
      Function<Jobs, ToLongFunction<JobFilter>> all) {
    Optional<String> uuid = given.value(Options.UUID, String.class);
    if (uuid.isPresent()) {
      refuse(
          !filter().equals(JobFilter.ALL) || has(Options.ALL),
          "a uuid names one job: leave out the filter");
      return steerOne(uuid.get(), done, one);
    }
    refuse(
        filter().equals(JobFilter.ALL) && !has(Options.ALL),
        "say which jobs: a uuid, --queue, --state, --task, --key, or --all");
    JobFilter filter = filtered.get();
    if (!confirmed()) {
      return counted(filter);
    }
    return Answer.of(rows(List.of(row(done, all.apply(jobs()).applyAsLong(filter)))));
  }

  /** Does something to one job; false if it can't be done in the state in which it is. */
  private interface OnOne {
    boolean on(Jobs jobs, String uuid);
  }

  private Answer steerOne(String uuid, String done, OnOne one) {
    if (has(Options.DRY_RUN)) {
      return Answer.of(rows(List.of(row("matching", jobs().find(uuid).isPresent() ? 1 : 0))));
    }
    if (one.on(jobs(), uuid)) {
      return Answer.of(rows(List.of(row(done, 1))));
    }
    return jobs()
        .find(uuid)
        .map(
            job ->
                new Answer(
                    "",
                    Optional.of(
                        "%s can't be %s: it is %s".formatted(uuid, done, job.state().wireName()))))
        .orElseGet(() -> unknown(uuid));
  }

  private boolean confirmed() {
    boolean isDry = has(Options.DRY_RUN);
    refuse(isDry == has(Options.YES), "give --dry-run to see how many match, or --yes to do it");
    return !isDry;
  }

  private Answer counted(JobFilter filter) {
    return Answer.of(rows(List.of(row("matching", jobs().count(filter, Integer.MAX_VALUE)))));
  }

  private static Map<String, @Nullable Object> row(String name, long number) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put(name, number);
    return row;
  }

  private void refuse(boolean isWrong, String message) {
    refuse(given, isWrong, message);
  }

  static void refuse(Arguments given, boolean isWrong, String message) {
    if (isWrong) {
      throw new UsageException(given.command(), message);
    }
  }
}
