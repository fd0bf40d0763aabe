package io.dispatcherd.brokers;

import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.jobs.ScheduleEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Kept schedules, as a service works on them: it computes the moments, and the broker sees to it
 * that each is heeded once, whichever service is first. Thread-safe.
 *
 * <p>Every method may throw a {@link BrokerException} if the broker can't be reached.
 */
public interface ScheduleKeeper {
  /**
   * Creates a schedule, or changes the one of this name.
   *
   * @param source who says so: {@code file} or {@code task}
   * @return what has changed, in words; {@code created} if there was none, empty if nothing has
   */
  List<String> put(ScheduleEntry entry, String source);

  /** What is to be done now. */
  Due due();

  /**
   * Submits the task of a schedule for these moments, unless another service was faster or somebody
   * has changed the schedule.
   *
   * @param moments those that have come, in order; empty if only the next one is to be told
   * @param later the next one, and some behind it; empty if there is none
   * @return how many tasks were submitted
   */
  int heed(DueSchedule schedule, List<Instant> moments, List<Instant> later);

  /** The moments of a schedule can't be told until somebody changes it. */
  void refuse(DueSchedule schedule, String problem);

  /**
   * What is to be done.
   *
   * @param schedules those of which a moment has come, or no next one is known
   * @param untilNext how long until the next moment of any schedule; empty if none is planned
   */
  record Due(List<DueSchedule> schedules, Optional<Duration> untilNext) {
    /** Copies the list. */
    public Due {
      schedules = List.copyOf(schedules);
    }
  }

  /**
   * A schedule of which a moment has come, or no next one is known.
   *
   * @param id its number
   * @param name its name
   * @param schedule its moments
   * @param missed what becomes of moments at which no service was there
   * @param missedBound moments longer ago than this are never made up for
   * @param next the moment that has come; empty if it isn't known
   * @param now the time by the broker's clock
   */
  record DueSchedule(
      long id,
      String name,
      Schedule schedule,
      Missed missed,
      Duration missedBound,
      Optional<Instant> next,
      Instant now) {}
}
