package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.brokers.Retries;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What an acknowledgement means for a message. */
final class Endings {
  /** One that this service can't take rests so long before it is offered again. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Retries retries;
  private final Map<String, Integer> declaredAttempts = new HashMap<>();
  private final RandomGenerator random = RandomGenerator.getDefault();

  Endings(Retries retries, Collection<DeclaredTask> tasks) {
    this.retries = retries;
    for (DeclaredTask task : tasks) {
      if (task.defaults().get("max_attempts") instanceof Number attempts) {
        declaredAttempts.put(task.name(), attempts.intValue());
      }
    }
  }

  Next of(Parcel parcel, String text, Acknowledgement acknowledgement) {
    int attempt = parcel.attempt();
    if (acknowledgement instanceof Acknowledgement.Failed failed) {
      return failed.retryable()
          ? again(attempt, text, failed.error(), failed.pause())
          : new Next.Dead(attempt, failed.error());
    }
    if (acknowledgement instanceof Acknowledgement.TimedOut) {
      return again(attempt, text, "it ran out of time", Optional.empty());
    }
    if (acknowledgement instanceof Acknowledgement.Abandoned abandoned) {
      return again(attempt, text, abandoned.error(), Optional.empty());
    }
    if (acknowledgement instanceof Acknowledgement.Rejected rejected) {
      return switch (rejected.reason()) {
        case MALFORMED, UNVERIFIED -> new Next.Dead(attempt, rejected.text());
        case UNDECLARED, NO_ROOM -> new Next.Again(attempt, REST);
      };
    }
    return acknowledgement instanceof Acknowledgement.Released released
        ? new Next.Again(attempt, released.pause())
        : gone(acknowledgement);
  }

  private static Next gone(Acknowledgement acknowledgement) {
    if (acknowledgement instanceof Acknowledgement.Done done) {
      return new Next.Gone(JobState.DONE, done.result());
    }
    if (acknowledgement instanceof Acknowledgement.Cancelled) {
      return new Next.Gone(JobState.CANCELLED, null);
    }
    return new Next.Gone(
        acknowledgement instanceof Acknowledgement.Discarded ? JobState.DISCARDED : JobState.DONE,
        null);
  }

  private Next again(int attempt, String text, String error, Optional<Duration> pause) {
    if (attempt >= most(text)) {
      return new Next.Dead(attempt, error);
    }
    return new Next.Again(
        attempt + 1, pause.orElseGet(() -> retries.of(text).pause(attempt, random)));
  }

  /** Whether it has been lost so often that it isn't started any more. */
  boolean isUsedUp(Parcel parcel, String text) {
    int attempt = parcel.attempt();
    return attempt > 1 && attempt > most(text);
  }

  /** How often a message is started: as it says itself, as its task does, or as usual. */
  private int most(String text) {
    if (declaredAttempts.isEmpty() && !text.contains("\"max_attempts\"")) {
      return retries.maxAttempts();
    }
    try {
      TaskMessage message = TaskMessage.fromJson(text);
      return message.fields().get("max_attempts") instanceof Number own
          ? own.intValue()
          : declaredAttempts.getOrDefault(message.task(), retries.maxAttempts());
    } catch (MessageFormatException e) {
      return retries.maxAttempts();
    }
  }
}
