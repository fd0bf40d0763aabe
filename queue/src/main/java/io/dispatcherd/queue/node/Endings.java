package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.Retries;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Json;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.RunEnd;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an acknowledgement means for a job: whether it has ended, is dead, or runs again, and when.
 */
final class Endings {
  private static final Logger log = LoggerFactory.getLogger(Endings.class);
  private static final Duration NO_ROOM_PAUSE = Duration.ofSeconds(1);

  private final Retries retries;
  private final int resultBytes;
  private final RandomGenerator random = RandomGenerator.getDefault();

  Endings(Retries retries, int resultBytes) {
    this.retries = retries;
    this.resultBytes = resultBytes;
  }

  /** How the run ended; empty if it is to be given back as if it had never been. */
  Optional<RunEnd> of(QueueDelivery delivery, Acknowledgement acknowledgement) {
    ClaimedJob job = delivery.job();
    if (acknowledgement instanceof Acknowledgement.Done done) {
      return end(delivery, Outcome.DONE, null, result(job, done.result()), null);
    }
    if (acknowledgement instanceof Acknowledgement.Completed) {
      return end(delivery, Outcome.DONE, null, null, null);
    }
    if (acknowledgement instanceof Acknowledgement.Failed failed) {
      return end(
          delivery,
          Outcome.FAILED,
          failed.error(),
          null,
          failed.retryable() ? again(delivery, failed.pause()) : null);
    }
    if (acknowledgement instanceof Acknowledgement.TimedOut) {
      return end(
          delivery,
          Outcome.TIMED_OUT,
          "it ran out of time",
          null,
          again(delivery, Optional.empty()));
    }
    if (acknowledgement instanceof Acknowledgement.Abandoned abandoned) {
      return end(
          delivery, Outcome.LOST, abandoned.error(), null, again(delivery, Optional.empty()));
    }
    if (acknowledgement instanceof Acknowledgement.Cancelled) {
      return end(delivery, Outcome.CANCELLED, null, null, null);
    }
    if (acknowledgement instanceof Acknowledgement.Discarded) {
      return end(delivery, Outcome.DISCARDED, null, null, null);
    }
    if (acknowledgement instanceof Acknowledgement.Rejected rejected) {
      return rejected(delivery, rejected);
    }
    Duration pause = ((Acknowledgement.Released) acknowledgement).pause();
    return pause.isZero()
        ? Optional.empty()
        : Optional.of(new RunEnd(job, Outcome.SNOOZED, null, null, null, pause, false));
  }

  /** The transaction in which the task stored its end was rolled back. */
  Optional<RunEnd> rolledBack(QueueDelivery delivery) {
    return of(
        delivery,
        new Acknowledgement.Failed(
            "the task returned, but the transaction in which it stored its end was rolled back"));
  }

  private static Optional<RunEnd> rejected(
      QueueDelivery delivery, Acknowledgement.Rejected rejected) {
    return switch (rejected.reason()) {
      case MALFORMED, UNVERIFIED -> end(delivery, Outcome.FAILED, rejected.text(), null, null);
      case UNDECLARED -> Optional.empty();
      case NO_ROOM ->
          Optional.of(
              new RunEnd(delivery.job(), Outcome.SNOOZED, null, null, null, NO_ROOM_PAUSE, false));
    };
  }

  private static Optional<RunEnd> end(
      QueueDelivery delivery,
      Outcome outcome,
      @Nullable String error,
      @Nullable String result,
      @Nullable Duration again) {
    return Optional.of(
        new RunEnd(
            delivery.job(), outcome, delivery.receivedAt(), storable(error), result, again, true));
  }

  /** The pause before the next attempt; null if there is none. */
  private @Nullable Duration again(QueueDelivery delivery, Optional<Duration> asked) {
    ClaimedJob job = delivery.job();
    Integer own = job.maxAttempts();
    int most = own == null ? retries.maxAttempts() : own;
    return job.attempt() >= most
        ? null
        : asked.orElseGet(() -> retries.of(delivery.payload()).pause(job.attempt(), random));
  }

  private @Nullable String result(ClaimedJob job, @Nullable Object result) {
    if (result == null) {
      return null;
    }
    String text = storable(Json.write(result));
    int bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > resultBytes) {
      log.warn(
          "The result of {} has {} bytes, more than result_bytes ({}), and isn't kept",
          job,
          bytes,
          resultBytes);
      return null;
    }
    return text;
  }

  /** PostgreSQL's texts hold no NUL. */
  private static @Nullable String storable(@Nullable String text) {
    return text == null ? null : text.replace("\0", "\\u0000");
  }
}
