package io.dispatcherd.brokers;

import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;

/** A broker whose tasks can be looked at and steered: it keeps them, and their history. */
public interface KeepingBroker extends TransactionalBroker {
  /** The tasks that it keeps. Connects when it is first used. */
  Jobs jobs();

  /** Its queues, and the services that work on them. Connects when it is first used. */
  Queues queues();
}
