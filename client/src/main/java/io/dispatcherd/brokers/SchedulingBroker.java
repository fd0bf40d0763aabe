package io.dispatcherd.brokers;

import io.dispatcherd.jobs.Schedules;

/** A broker that keeps schedules, whose moments the services heed together. */
public interface SchedulingBroker extends Broker {
  /** Its schedules, as applications see them. Connects when it is first used. */
  Schedules schedules();

  /** Its schedules, as a service works on them. Connects when it is first used. */
  ScheduleKeeper scheduleKeeper();
}
