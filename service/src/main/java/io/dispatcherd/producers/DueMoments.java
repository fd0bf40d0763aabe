package io.dispatcherd.producers;

import io.dispatcherd.brokers.ScheduleKeeper.DueSchedule;
import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which moments of a kept schedule are to be heeded now, and which come next.
 *
 * @param now those that have come, in order
 * @param later the next one, and some behind it; empty if there is none
 */
record DueMoments(List<Instant> now, List<Instant> later) {
  /** What comes later than this was missed, for those who leave out what was missed. */
  static final Duration ON_TIME = Duration.ofMinutes(1);

  /** So many at once; the rest at the next look. */
  static final int MOST = 1000;

  private static final int SHOWN = 3;

  /**
   * Of a schedule, by its rule for what was missed.
   *
   * @throws IllegalArgumentException if its cron makes no sense
   */
  static DueMoments of(DueSchedule due) {
    Recurrence recurrence = Recurrence.of(due.schedule());
    if (due.next().isEmpty()) {
      return new DueMoments(List.of(), following(recurrence, recurrence.first(due.now())));
    }
    Duration bound = due.missed() == Missed.NONE ? ON_TIME : due.missedBound();
    Optional<Instant> first = first(recurrence, due, due.now().minus(bound));
    List<Instant> moments = new ArrayList<>();
    Optional<Instant> moment = first;
    while (moment.isPresent() && !moment.get().isAfter(due.now())) {
      if (due.missed() == Missed.ALL) {
        if (moments.size() == MOST) {
          return new DueMoments(moments, List.of(moment.get()));
        }
      } else {
        moments.clear();
      }
      moments.add(moment.get());
      moment = after(recurrence, due, moment.get());
    }
    return new DueMoments(moments, following(recurrence, moment));
  }

  /** The first moment that isn't before the bound. */
  private static Optional<Instant> first(
      Recurrence recurrence, DueSchedule due, Instant notBefore) {
    Instant next = due.next().orElseThrow();
    return next.isBefore(notBefore) ? recurrence.next(next, notBefore) : due.next();
  }

  /** The next one; of a period, if only the latest counts, the latest one or the first to come. */
  private static Optional<Instant> after(Recurrence recurrence, DueSchedule due, Instant moment) {
    if (due.missed() != Missed.ALL && due.schedule() instanceof Schedule.Every every) {
      long periods = Duration.between(moment, due.now()).dividedBy(every.period());
      return Optional.of(moment.plus(every.period().multipliedBy(Math.max(1, periods))));
    }
    return recurrence.next(moment, moment);
  }

  private static List<Instant> following(Recurrence recurrence, Optional<Instant> first) {
    List<Instant> moments = new ArrayList<>();
    Optional<Instant> moment = first;
    while (moment.isPresent() && moments.size() < SHOWN) {
      moments.add(moment.get());
      moment = recurrence.next(moment.get(), moment.get());
    }
    return moments;
  }
}
