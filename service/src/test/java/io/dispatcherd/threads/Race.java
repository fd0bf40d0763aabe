package io.dispatcherd.threads;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has two threads do something with the same object at the same time, round after round, each time
 * with a new object. How far they are apart differs from round to round, from nothing to a few
 * microseconds, so that their steps interleave in many ways.
 *
 * @param <T> what they share
 */
public final class Race<T> {
  private static final int ROUNDS = 1_000_000;

  /** It ends after this time, on a busy machine with fewer rounds. */
  private static final long NANOS = 1_500_000_000L;

  /** The longest that one of them waits is two to the power of this, in turns of a loop. */
  private static final int LONGEST = 7;

  /** After this many turns of a wait the other thread may need the processor. */
  private static final int PATIENCE = 1_000;

  private final Supplier<T> made;
  private final Consumer<T> one;
  private final Consumer<T> other;
  private final Consumer<T> check;

  /** How often one of the two has come to the start or the end of a round. */
  private final AtomicInteger arrived = new AtomicInteger();

  /** What they share in this round; null when there is no further one. Given on at the meetings. */
  private @Nullable T shared;

  /**
   * Which of the two is done by the calling thread. On a busy machine it tends to be the first to
   * begin.
   */
  private boolean swapped;

  private @Nullable Throwable failure;

  private Race(Supplier<T> made, Consumer<T> one, Consumer<T> other, Consumer<T> check) {
    this.made = made;
    this.one = one;
    this.other = other;
    this.check = check;
  }

  /**
   * Returns when all rounds have passed, after a few seconds at most.
   *
   * @param made what they share in one round
   * @param one done by one of two threads
   * @param other done by the other one meanwhile
   * @param check called after each round; throws if something went wrong
   */
  public static <T> void run(
      Supplier<T> made, Consumer<T> one, Consumer<T> other, Consumer<T> check) {
    new Race<>(made, one, other, check).runAll();
  }

  private void runAll() {
    Thread second = Thread.ofPlatform().name("race").start(this::follow);
    long begun = System.nanoTime();
    Random random = new Random();
    try {
      for (int round = 0; round < ROUNDS && System.nanoTime() - begun < NANOS; round++) {
        T object = made.get();
        shared = object;
        swapped = random.nextBoolean();
        act(swapped ? other : one, random);
        if (failure != null) {
          throw new AssertionError("in round " + round, failure);
        }
        check.accept(object);
      }
    } finally {
      shared = null;
      meet();
    }
    try {
      second.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void follow() {
    Random random = new Random();
    while (act(null, random)) {}
  }

  /** One round of one of them, by default what is left to do; false if there is none. */
  private boolean act(@Nullable Consumer<T> mine, Random random) {
    int delay = random.nextInt(1 << random.nextInt(LONGEST));
    meet();
    T object = shared;
    if (object == null) {
      return false;
    }
    Consumer<T> action = mine != null ? mine : swapped ? one : other;
    for (int i = 0; i < delay; i++) {
      Thread.onSpinWait();
    }
    try {
      action.accept(object);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      meet();
    }
    return true;
  }

  /** Lets both go on at the same moment. */
  private void meet() {
    int me = arrived.incrementAndGet();
    int both = me + me % 2;
    for (int turns = 0; arrived.get() - both < 0; turns++) {
      if (turns < PATIENCE) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(1);
      }
    }
  }
}
