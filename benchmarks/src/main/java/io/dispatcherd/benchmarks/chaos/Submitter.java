package io.dispatcherd.benchmarks.chaos;

import io.dispatcherd.benchmarks.queue.QueueService;
import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.publish.Dispatcherd;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/** Submits numbered jobs at a steady pace until it is told to stop. One thread of its own. */
final class Submitter {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Dispatcherd client;
  private final String file;
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread thread = new Thread(this::run, "submitter");

  /** Owned by the thread until it has ended. */
  private final Set<Integer> submitted = new TreeSet<>();

  private int unknown;

  Submitter(Dispatcherd client, String file) {
    this.client = client;
    this.file = file;
  }

  void start() {
    thread.start();
  }

  /** Stops it. The numbers that were submitted for certain. */
  Set<Integer> stop() throws InterruptedException {
    over.set(true);
    thread.join();
    return submitted;
  }

  /** How many submissions failed; after {@link #stop}. */
  int unknown() {
    return unknown;
  }

  private void run() {
    try {
      for (int number = 0; !over.get(); number++) {
        try {
          client.task(BenchmarkTasks::note, file, number).queue(QueueService.QUEUE).submit();
          submitted.add(number);
        } catch (BrokerException e) {
          unknown++;
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
