package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.DeadLetterBroker;
import io.dispatcherd.brokers.SchedulingBroker;
import io.dispatcherd.brokers.WorkflowBroker;

/** Asks of a broker that it keeps tasks. */
final class Keeping {
  private Keeping() {}

  /**
   * The same broker.
   *
   * @throws UnsupportedOperationException if it keeps no tasks
   */
  static DeadLetterBroker of(Broker broker) {
    if (broker instanceof DeadLetterBroker keeping) {
      return keeping;
    }
    throw new UnsupportedOperationException(
        "the broker %s keeps no tasks, so that nothing is known of one once it is sent; pg_queue keeps them"
            .formatted(broker.name()));
  }

  /**
   * The broker whose schedules can be looked at: the one for tasks, if it keeps any, else the one
   * for jobs.
   *
   * @throws UnsupportedOperationException if it keeps no schedules
   */
  static SchedulingBroker scheduling(PublishingBrokers brokers) {
    if (brokers.forTasks() instanceof SchedulingBroker scheduling) {
      return scheduling;
    }
    Broker keeping = brokers.forJobs();
    if (keeping instanceof SchedulingBroker scheduling) {
      return scheduling;
    }
    throw new UnsupportedOperationException(
        "the broker %s keeps no schedules; pg_queue keeps them".formatted(keeping.name()));
  }

  /**
   * The broker whose workflows can be looked at, chosen in the same way.
   *
   * @throws UnsupportedOperationException if it keeps no workflows
   */
  static WorkflowBroker workflows(PublishingBrokers brokers) {
    if (brokers.forTasks() instanceof WorkflowBroker keeping) {
      return keeping;
    }
    Broker keeping = brokers.forJobs();
    if (keeping instanceof WorkflowBroker workflows) {
      return workflows;
    }
    throw new UnsupportedOperationException(
        "the broker %s keeps no workflows; pg_queue keeps them".formatted(keeping.name()));
  }
}
