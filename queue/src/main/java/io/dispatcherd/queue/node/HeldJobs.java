package io.dispatcherd.queue.node;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What a service was handed and hasn't told the end of. Thread-safe. */
final class HeldJobs {
  /** Guards all that follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Long, QueueDelivery> held = new HashMap<>();

  /** What had to be let go of, since the lease was in doubt. Its runs may not have ended yet. */
  private final List<QueueDelivery> inDoubt = new ArrayList<>();

  /**
   * Adds what was taken, if it may be handed over.
   *
   * @param isSure asked while nothing is let go of
   */
  boolean add(List<QueueDelivery> taken, BooleanSupplier isSure) {
    lock.lock();
    try {
      if (!isSure.getAsBoolean()) {
        return false;
      }
      taken.forEach(delivery -> held.put(delivery.job().id(), delivery));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The end of this one was told. */
  void ended(QueueDelivery delivery) {
    lock.lock();
    try {
      held.remove(delivery.job().id(), delivery);
      inDoubt.remove(delivery);
    } finally {
      lock.unlock();
    }
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return held.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** The run of a job, if it is here. */
  Optional<QueueDelivery> find(long job, long run) {
    lock.lock();
    try {
      @Nullable QueueDelivery delivery = held.get(job);
      return Optional.ofNullable(delivery).filter(it -> it.job().run() == run);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets go of everything.
   *
   * @param end when the lease is over
   */
  List<QueueDelivery> doubt(Instant end) {
    lock.lock();
    try {
      List<QueueDelivery> all = List.copyOf(held.values());
      held.clear();
      all.forEach(delivery -> delivery.endsAt(end));
      inDoubt.addAll(all);
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** What was let go of and has no end yet, once. */
  List<QueueDelivery> takeDoubtful() {
    lock.lock();
    try {
      List<QueueDelivery> all = List.copyOf(inDoubt);
      inDoubt.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Others have everything now. Returns what they have to be told of who hold it here. */
  List<QueueDelivery> lose() {
    lock.lock();
    try {
      List<QueueDelivery> all = List.copyOf(held.values());
      held.clear();
      inDoubt.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Others have these runs now. */
  List<QueueDelivery> lose(Set<Long> runs) {
    lock.lock();
    try {
      List<QueueDelivery> lost =
          held.values().stream().filter(it -> runs.contains(it.job().run())).toList();
      lost.forEach(delivery -> held.remove(delivery.job().id()));
      inDoubt.removeIf(delivery -> runs.contains(delivery.job().run()));
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
