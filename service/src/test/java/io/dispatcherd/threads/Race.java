package io.dispatcherd.threads;

import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Has two threads do something with the same object at the same time, round after round, each time
 * with a new object. How far they are apart differs from round to round, from nothing to a few
 * microseconds, so that their steps interleave in many ways.
 *
 * @param <T> what they share
 */
public final class Race<T> {
  private static final int ROUNDS = 20_000;

  /** It ends after this time, on a busy machine with fewer rounds. */
  private static final long NANOS = 2_000_000_000L;

  /** The longest that one of them waits is two to the power of this, in turns of a loop. */
  private static final int LONGEST = 10;

  /** After this many turns of a wait the other thread may need the processor. */
  private static final int PATIENCE = 200;

  private final Supplier<T> made;
  private final Consumer<T> one;
  private final Consumer<T> other;
  private final Consumer<T> check;

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
   * @param one done by the calling thread
   * @param other done by another one meanwhile
   * @param check called after each round; throws if something went wrong
   */
  public static <T> void run(
      Supplier<T> made, Consumer<T> one, Consumer<T> other, Consumer<T> check) {
    new Race<>(made, one, other, check).runAll();
  }

  private void runAll() {
    try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
      long begun = System.nanoTime();
      Random random = new Random();
      Meeting meeting = new Meeting();
      for (int round = 0; round < ROUNDS && System.nanoTime() - begun < NANOS; round++) {
        T shared = made.get();
        int delay = delay(random);
        int itsDelay = delay(random);
        CompletableFuture<Void> end =
            CompletableFuture.runAsync(
                () -> {
                  meeting.await();
                  spin(itsDelay);
                  other.accept(shared);
                },
                executor);
        meeting.await();
        spin(delay);
        one.accept(shared);
        end.get();
        check.accept(shared);
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError("the other thread failed", e);
    }
  }

  private static int delay(Random random) {
    return random.nextInt(1 << random.nextInt(LONGEST));
  }

  private static void spin(int turns) {
    for (int i = 0; i < turns; i++) {
      Thread.onSpinWait();
    }
  }

  /** Lets two threads go on at the same moment. */
  private static final class Meeting {
    private final AtomicInteger arrived = new AtomicInteger();

    void await() {
      int me = arrived.incrementAndGet();
      int both = me + me % 2;
      for (int turns = 0; arrived.get() < both; turns++) {
        if (turns < PATIENCE) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(1);
        }
      }
    }
  }
}
