package io.dispatcherd.jobs;

import java.util.List;
import java.util.Optional;

/**
 * The schedules that a broker keeps: each moment of one submits its task once, over all services.
 * What is changed here stays over restarts, but for what a service's file says: that wins when the
 * service starts. Thread-safe.
 *
 * <p>Every method may throw a {@link io.dispatcherd.brokers.BrokerException} if the broker can't be
 * reached.
 */
public interface Schedules {
  /** All schedules, by name. */
  List<ScheduleInfo> list();

  /** The schedule of this name; empty if there is none. */
  Optional<ScheduleInfo> find(String name);

  /** Creates a schedule, or changes the one of this name. Services heed it within 5 s. */
  void put(ScheduleEntry entry);

  /**
   * Changes some of a schedule, and leaves the rest as it is. Services heed it within 5 s.
   *
   * @return false if there is no such schedule
   */
  boolean change(String name, ScheduleChange change);

  /**
   * Leaves out the moments of a schedule until it is resumed.
   *
   * @return false if there is no such schedule
   */
  boolean pause(String name);

  /**
   * Ends {@link #pause}. What came meanwhile isn't made up for.
   *
   * @return false if there is no such schedule
   */
  boolean resume(String name);

  /**
   * Submits a schedule's task now, beside its moments.
   *
   * @return the uuid of the task; empty if there is no such schedule
   */
  Optional<String> run(String name);

  /**
   * Deletes a schedule; tasks that it has submitted stay.
   *
   * @return false if there is none of this name
   */
  boolean delete(String name);
}
