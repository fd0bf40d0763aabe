package io.dispatcherd.service.dispatch;

import io.dispatcherd.frames.KeptSubmission;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.WorkerPool;
import io.dispatcherd.producers.Arrival;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Work that a kept task submits: its broker takes it, and knows what it came from. */
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
    return pool.runningAs(workerId, options.run())
        .filter(task -> task.delivery() instanceof Arrival)
        .map(task -> new Kept((Arrival) task.delivery(), options));
  }

  static Map<String, ?> reply(@Nullable TaskMessage ack, @Nullable Throwable failure) {
    if (ack != null) {
      return Map.of("ack", ack.fields());
    }
    Throwable cause = failure == null || failure.getCause() == null ? failure : failure.getCause();
    return Map.of(
        "error", cause == null ? "it is unknown why" : String.valueOf(cause.getMessage()));
  }
}
