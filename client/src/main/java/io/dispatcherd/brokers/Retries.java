package io.dispatcherd.brokers;

import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a kept task is tried, and how long it waits between two attempts: the first pause,
 * doubled with each failed attempt up to the longest, a quarter more or less at random.
 *
 * @param maxAttempts how many starts a task has that says nothing itself
 * @param first the pause after the first failed attempt
 * @param most the longest pause
 */
public record Retries(int maxAttempts, Duration first, Duration most) {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);
  private static final double SPREAD = 0.25;
  private static final int MOST_DOUBLINGS = 40;
  private static final Duration LONGEST_PAUSE = Duration.ofDays(36_500);

  /** The pause after this attempt, from 1, has failed. */
  public Duration pause(int attempt, RandomGenerator random) {
    double doubled =
        toSeconds(first) * Math.pow(2, Math.min(Math.max(attempt - 1, 0), MOST_DOUBLINGS));
    double capped = Math.min(doubled, toSeconds(most));
    double spread = capped * (1 + SPREAD * (2 * random.nextDouble() - 1));
    return Duration.ofNanos(Math.round(Math.min(spread, toSeconds(most)) * 1e9));
  }

  /**
   * The same with the pauses that a message says itself in {@code backoff}, if it does: a list of
   * two, in seconds.
   *
   * @param message its JSON text
   */
  public Retries of(String message) {
    if (!message.contains("\"backoff\"")) {
      return this;
    }
    try {
      if (TaskMessage.fromJson(message).fields().get("backoff") instanceof List<?> pauses
          && pauses.size() == 2
          && pauses.get(0) instanceof Number own
          && pauses.get(1) instanceof Number longest) {
        return new Retries(maxAttempts, span(own), span(longest));
      }
    } catch (MessageFormatException e) {
      log.debug("The back-off of a message can't be read", e);
    }
    return this;
  }

  private static Duration span(Number seconds) {
    double bounded =
        Math.min(Math.max(seconds.doubleValue(), 0), (double) LONGEST_PAUSE.toSeconds());
    return Duration.ofNanos(Math.round(bounded * 1e9));
  }

  private static double toSeconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
