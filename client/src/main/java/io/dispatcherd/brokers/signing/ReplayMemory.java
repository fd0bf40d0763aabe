package io.dispatcherd.brokers.signing;

import java.util.Comparator;
import java.util.HashSet;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;

/**
 * What was received lately, so that nothing is accepted twice. It is bounded: the oldest are
 * forgotten first, and nothing that was signed before the latest forgotten one is accepted any
 * more. So neither a flood nor a clock that is set back makes a replay possible; a flood makes the
 * time shorter in which a message has to arrive.
 *
 * <p>Only what has a right signature gets here, so nobody without the key can fill it. Its own
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
   * Enough of a signature to tell it from all others.
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
   * @param oldest what was signed before this needn't be remembered: it isn't accepted any more
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
