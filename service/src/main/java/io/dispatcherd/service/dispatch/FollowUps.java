package io.dispatcherd.service.dispatch;

import io.dispatcherd.frames.KeptSubmission;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.producers.Arrival;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a running task asks of the broker that keeps it: to take further work, to keep steps. */
final class FollowUps {
  private FollowUps() {}

  /** The task that submits, and how. */
  record Kept(Arrival parent, KeptSubmission options) {
    /** Completes with the message once the broker has it. */
    CompletionStage<TaskMessage> submit(String json, MessageLimits limits) {
      try {
        TaskMessage message = TaskMessage.fromJson(json, limits);
        return parent
            .submit(message, options.queue(), options.at(), options.isIdentified())
            .thenApply(nothing -> message);
      } catch (MessageFormatException e) {
        return CompletableFuture.failedStage(e);
      }
    }
  }

  /** Who takes what this run submits; empty if the run isn't kept, or has ended. */
  static Optional<Kept> keeper(WorkerPool pool, int workerId, KeptSubmission options) {
    return arrival(pool, workerId, options.run()).map(parent -> new Kept(parent, options));
  }

  private static Optional<Arrival> arrival(WorkerPool pool, int workerId, long run) {
    return pool.runningAs(workerId, run)
        .filter(task -> task.delivery() instanceof Arrival)
        .map(task -> (Arrival) task.delivery());
  }

  /** The answer to what a run asks about its steps, once its broker has given it. */
  static CompletionStage<Map<String, ?>> step(
      WorkerPool pool, int workerId, long run, StepRequest what) {
    return arrival(pool, workerId, run)
        .map(arrival -> arrival.step(what))
        .orElse(CompletableFuture.completedStage(StepRequest.Answer.NOT_OURS))
        .handle(FollowUps::reply);
  }

  private static Map<String, ?> reply(
      StepRequest.@Nullable Answer answer, @Nullable Throwable failure) {
    return answer == null ? Map.of("error", why(failure)) : answer.fields();
  }

  static Map<String, ?> reply(@Nullable TaskMessage ack, @Nullable Throwable failure) {
    return ack == null ? Map.of("error", why(failure)) : Map.of("ack", ack.fields());
  }

  private static String why(@Nullable Throwable failure) {
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    return cause == null ? "it is unknown why" : String.valueOf(cause.getMessage());
  }
}
