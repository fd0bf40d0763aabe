package io.dispatcherd.queue;

import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.jobs.Access;
import io.dispatcherd.queue.jobs.TableJobs;
import io.dispatcherd.queue.jobs.TableQueues;
import io.dispatcherd.queue.node.StoreConnection;

/**
 * Jobs and queues as users see and steer them, on two connections of their own, each opened when it
 * is first needed: a long list delays no end that is waited for. Thread-safe.
 */
final class Desk implements AutoCloseable {
  private final StoreConnection looking;
  private final StoreConnection waiting;
  private final Jobs jobs;
  private final Queues queues;

  Desk(String broker, QueueOptions options, ConnectionFactory connections) {
    looking = new StoreConnection(connections);
    waiting = new StoreConnection(connections);
    Access access = new Access(broker, options.schema(), looking);
    jobs =
        new TableJobs(
            options.schema(),
            access,
            new Access(broker, options.schema(), waiting),
            options.node().retries().maxAttempts());
    queues = new TableQueues(options.schema(), access);
  }

  Jobs jobs() {
    return jobs;
  }

  Queues queues() {
    return queues;
  }

  @Override
  public void close() {
    looking.close();
    waiting.close();
  }
}
