package io.dispatcherd.config;

import java.time.Duration;

/**
 * How a broker that keeps tasks handles a schedule: each moment once, over all services.
 *
 * @param broker its name in the configuration
 * @param missed what becomes of moments at which no service was there
 * @param missedBound moments longer ago than this are never made up for
 * @param overlap what becomes of a moment while the task of an earlier one hasn't ended
 */
public record Kept(String broker, Missed missed, Duration missedBound, Overlap overlap) {
  /** How far back missed moments are made up for, unless something else is said: a day. */
  public static final Duration DEFAULT_BOUND = Duration.ofDays(1);

  /** By this broker, with the defaults: the latest moment of a day is made up for. */
  public static Kept by(String broker) {
    return new Kept(broker, Missed.LAST, DEFAULT_BOUND, Overlap.ALLOW);
  }
}
