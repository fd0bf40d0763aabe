package io.dispatcherd.brokers;

import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;

/**
 * A broker that keeps at least the tasks that have failed for the last time, so that they can be
 * looked at, tried again and deleted. What else it is asked for and can't tell, it refuses with an
 * {@link UnsupportedOperationException} that says so.
 */
public interface DeadLetterBroker extends Broker {
  /** The tasks that it keeps. Connects when it is first used. */
  Jobs jobs();

  /** Its queues, and the services that work on them. Connects when it is first used. */
  Queues queues();
}
