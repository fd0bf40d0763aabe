package io.dispatcherd.metrics;

import io.dispatcherd.brokers.DeadLetterBroker;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.threads.VirtualThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of the queues of brokers that keep tasks, read when somebody looks, at most once in
 * some seconds. A database that is slow or away delays nobody longer than a second: the page then
 * has no numbers of queues. Thread-safe.
 */
final class QueueNumbers {
  private static final Logger log = LoggerFactory.getLogger(QueueNumbers.class);
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Guards what was read, and lets one thread start reading at a time. */
  private final ReentrantLock lock = new ReentrantLock();

  private CompletableFuture<List<QueueStatus>> reading =
      CompletableFuture.completedFuture(List.of());
  private long readNanos = System.nanoTime() - FRESH.toNanos();

  /** As they are now, or were some seconds ago; empty if they can't be read in time. */
  List<QueueStatus> of(List<Producer> producers) {
    List<DeadLetterBroker> keeping =
        producers.stream().flatMap(producer -> producer.keptBy().stream()).toList();
    if (keeping.isEmpty()) {
      return List.of();
    }
    try {
      return started(keeping).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      log.debug("The numbers of the queues can't be read in time");
    } catch (ExecutionException e) {
      log.debug("The numbers of the queues can't be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private CompletableFuture<List<QueueStatus>> started(List<DeadLetterBroker> keeping) {
    lock.lock();
    try {
      if (reading.isDone() && System.nanoTime() - readNanos >= FRESH.toNanos()) {
        readNanos = System.nanoTime();
        CompletableFuture<List<QueueStatus>> next = new CompletableFuture<>();
        VirtualThreads.named("metrics-queues").newThread(() -> read(keeping, next)).start();
        reading = next;
      }
      return reading;
    } finally {
      lock.unlock();
    }
  }

  private static void read(
      List<DeadLetterBroker> keeping, CompletableFuture<List<QueueStatus>> result) {
    try {
      List<QueueStatus> all = new ArrayList<>();
      keeping.forEach(broker -> all.addAll(broker.queues().list()));
      result.complete(List.copyOf(all));
    } catch (RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }
}
