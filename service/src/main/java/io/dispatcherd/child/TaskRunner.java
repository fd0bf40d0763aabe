package io.dispatcherd.child;

import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.RunWish;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.messages.TaskResult.Status;
import io.dispatcherd.tasks.DispatcherExit;
import io.dispatcherd.tasks.NoRetry;
import io.dispatcherd.tasks.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one task after the other, each with its callbacks. Used by the worker's own thread only,
 * except for {@link #exitAfterTask}.
 */
final class TaskRunner {
  private static final Logger log = LoggerFactory.getLogger(TaskRunner.class);

  private final int workerId;
  private final DeclaredTasks tasks;
  private final ServiceRequests requests;
  private final BooleanSupplier toldToStop;
  private volatile boolean exiting;

  TaskRunner(
      int workerId, DeclaredTasks tasks, ServiceRequests requests, BooleanSupplier toldToStop) {
    this.workerId = workerId;
    this.tasks = tasks;
    this.requests = requests;
    this.toldToStop = toldToStop;
  }

  /** How a piece of code ended. */
  private record Ending(
      Status status, @Nullable Object value, Optional<String> error, Optional<RunWish> wish) {
    static final Ending CANCELLED =
        new Ending(Status.CANCELLED, null, Optional.empty(), Optional.empty());

    static final Ending COMPLETED =
        new Ending(Status.SUCCEEDED, null, Optional.empty(), Optional.of(RunWish.COMPLETED));

    static Ending returned(@Nullable Object value) {
      return new Ending(Status.SUCCEEDED, value, Optional.empty(), Optional.empty());
    }

    static Ending threw(Throwable thrown) {
      Optional<RunWish> wish = Optional.empty();
      if (thrown instanceof Retry retry) {
        wish = Optional.of(new RunWish(RunWish.Kind.RETRY, retry.pause()));
      } else if (thrown instanceof NoRetry) {
        wish = Optional.of(RunWish.NO_RETRY);
      }
      return new Ending(Status.FAILED, null, Optional.of(Failures.oneLine(thrown)), wish);
    }

    static Ending snoozed(Duration pause) {
      return new Ending(
          Status.SNOOZED,
          null,
          Optional.empty(),
          Optional.of(new RunWish(RunWish.Kind.SNOOZE, pause)));
    }
  }

  /** Has the worker leave after the current task. Any thread. */
  void exitAfterTask() {
    exiting = true;
  }

  /** Whether the worker takes no further task. */
  boolean isStopping() {
    return exiting || toldToStop.getAsBoolean();
  }

  /**
   * Runs a task, then its errbacks if it failed, then its callbacks. Whatever they throw ends here.
   */
  TaskResult run(AcceptedRun run, String uuid) {
    Instant startedAt = Instant.now();
    // What follows a kept task is submitted by its broker, with its end.
    Ending ending =
        run.kept().isPresent()
            ? runAlone(run.message(), uuid, run.cancellation(), keptContext(run))
            : runWithCallbacks(run.message(), uuid, run.cancellation());
    return new TaskResult(
        uuid,
        ending.status(),
        ending.value(),
        ending.error(),
        startedAt,
        Instant.now(),
        ending.wish());
  }

  private Optional<KeptTask> keptContext(AcceptedRun run) {
    return run.kept().map(kept -> new KeptTask(run.number(), kept, requests));
  }

  private Ending runWithCallbacks(TaskMessage message, String uuid, RunCancellation cancellation) {
    Ending ending = runAlone(message, uuid, cancellation, Optional.empty());
    boolean cancelledLater = false;
    if (ending.status() == Status.FAILED) {
      cancelledLater = runEach(message, message.errbacks(), uuid, cancellation);
    }
    cancelledLater |= runEach(message, message.callbacks(), uuid, cancellation);
    // The run as a whole has been cut short, though the task itself was through.
    return cancelledLater ? Ending.CANCELLED : ending;
  }

  /**
   * @return whether one was cancelled
   */
  private boolean runEach(
      TaskMessage leader, List<TaskMessage> followers, String uuid, RunCancellation cancellation) {
    boolean cancelled = false;
    for (TaskMessage follower : followers) {
      if (isStopping()) {
        log.info(
            "Skipping {}, to run after uuid {}: the worker is stopping", follower.task(), uuid);
        continue;
      }
      TaskMessage message = follower.withFieldsOf(leader).withUuid(uuid);
      try (LogContext lines = LogContext.of(message)) {
        Ending ending = runWithCallbacks(message, uuid, cancellation);
        cancelled |= ending.status() == Status.CANCELLED;
      }
    }
    return cancelled;
  }

  private Ending runAlone(
      TaskMessage message, String uuid, RunCancellation cancellation, Optional<KeptTask> kept) {
    log.debug("Starting {} on worker {}", message, workerId);
    RunCancellation.CancellableSection section = cancellation.enter();
    @Nullable Throwable thrown = null;
    @Nullable Object value = null;
    try (section) {
      if (!section.isCancelled()) {
        RunContext context =
            new RunContext(workerId, message, uuid, section, requests, kept, this::exitAfterTask);
        value = jsonValue(tasks.call(message, context), message);
      }
    } catch (Throwable t) {
      thrown = t;
    }
    Optional<Duration> snoozed = kept.flatMap(KeptTask::snoozed);
    if (snoozed.isPresent() && section.cause() == null) {
      log.debug("{} puts itself off for {}", message, snoozed.get());
      return Ending.snoozed(snoozed.get());
    }
    Ending ending = ending(message, section.cause(), value, thrown);
    boolean isCompleted = kept.map(KeptTask::isCompleted).orElse(false);
    return isCompleted && ending.status() == Status.SUCCEEDED ? Ending.COMPLETED : ending;
  }

  private Ending ending(
      TaskMessage message,
      RunCancellation.@Nullable Cause cancelled,
      @Nullable Object value,
      @Nullable Throwable thrown) {
    if (thrown instanceof DispatcherExit || (thrown != null && Failures.isFatal(thrown))) {
      exiting = true;
    }
    if (cancelled != null) {
      if (cancelled == RunCancellation.Cause.TIMEOUT) {
        // What took it so long is worth knowing.
        if (thrown == null) {
          log.warn("Cancelled {}: {}", message, cancelled);
        } else {
          Failures.log(at -> log.warn("Cancelled {}: {}", message, cancelled, at), thrown);
        }
      } else {
        log.warn("Cancelled {}: {}", message, cancelled);
        if (thrown != null) {
          Failures.log(at -> log.debug("Stack of {} when it was cancelled", message, at), thrown);
        }
      }
      return Ending.CANCELLED;
    }
    if (thrown == null) {
      return Ending.returned(value);
    }
    if (thrown instanceof DispatcherExit) {
      log.info("{} ends its worker: {}", message, Failures.text(thrown));
      return Ending.returned(null);
    }
    Failures.log(failure -> log.error("Failed {}", message, failure), thrown);
    return Ending.threw(thrown);
  }

  private @Nullable Object jsonValue(@Nullable Object value, TaskMessage message) {
    try {
      return tasks.result(value);
    } catch (MessageFormatException e) {
      log.warn("Leaving out the result of {}: {}", message, e.getMessage());
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      // What it consists of is code of the application; the task itself is done.
      Failures.log(failure -> log.warn("Leaving out the result of {}", message, failure), e);
    }
    return null;
  }
}
