package io.dispatcherd.brokers.signing;

import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * Remembers what was received lately, so that nothing is accepted twice. It is bounded: the oldest
 * entries are forgotten first, and a message signed before the latest forgotten one is refused. So
 * neither a flood nor a clock set back makes a replay possible. A flood only shortens the time that
 * a message may travel.
 *
 * <p>Only messages with a valid signature get here, so only holders of the key can fill it. Its own
 * monitor guards it.
 */
final class ReplayMemory {
  private final int capacity;
  private final Set<Signature> known = new HashSet<>();
  private final Queue<Signature> oldestFirst =
      new PriorityQueue<>(Comparator.comparingLong(Signature::millis));
  private long forgottenUntil = Long.MIN_VALUE;

  /** What is known of a message. */
  enum Verdict {
    NEW,
    SEEN,
    FORGOTTEN
  }

  /**
   * The part of a signature that is unique.
   *
   * @param millis when it was made
   */
  private record Signature(long millis, String mac) {}

  ReplayMemory(int capacity) {
    this.capacity = capacity;
  }

  /**
   * Remembers a message, if it is new.
   *
   * @param oldest messages signed before this are refused anyway and needn't be remembered
   */
  synchronized Verdict remember(String mac, long millis, long oldest) {
    while (!oldestFirst.isEmpty() && oldestFirst.element().millis() < oldest) {
      forgetOldest();
    }
    if (millis <= forgottenUntil) {
      return Verdict.FORGOTTEN;
    }
    Signature signature = new Signature(millis, mac);
    if (!known.add(signature)) {
      return Verdict.SEEN;
    }
    oldestFirst.add(signature);
    if (known.size() > capacity) {
      forgetOldest();
    }
    return Verdict.NEW;
  }

  synchronized int size() {
    return known.size();
  }

  private void forgetOldest() {
    Signature oldest = oldestFirst.remove();
    known.remove(oldest);
    forgottenUntil = Math.max(forgottenUntil, oldest.millis());
  }
}
