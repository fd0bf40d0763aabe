package io.dispatcherd.pool.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that a busy worker has prefetched, in the order in which it will run them: it need not
 * wait for the next task when it has finished one. Owned by the pool's thread.
 *
 * <p>Prefetched tasks still count as queued and can be recalled until the worker begins them.
 */
public final class PrefetchedRuns {
  private final Deque<Assignment> runs = new ArrayDeque<>();
  private final Pace pace = new Pace();

  /** The worker was told to give them back. */
  private boolean recalled;

  boolean isEmpty() {
    return runs.isEmpty();
  }

  /** How many more the worker should get: none, or a good part of what it may have. */
  public int missing() {
    int allowed = pace.allowed();
    return recalled || runs.size() > allowed / 2 ? 0 : allowed - runs.size();
  }

  /** How many tasks to claim for the worker beforehand; none for one that isn't quick. */
  public int claimable() {
    return recalled ? 0 : pace.claimable();
  }

  public void add(Assignment run) {
    runs.addLast(run);
  }

  /** The next one, with which the worker begins now; null if there is none. */
  @Nullable
  public Assignment next() {
    Assignment next = runs.pollFirst();
    recalled &= !runs.isEmpty();
    return next;
  }

  /** Takes out a run that the worker gave back; null if it isn't here. */
  @Nullable
  public Assignment take(long run) {
    for (Iterator<Assignment> each = runs.iterator(); each.hasNext(); ) {
      Assignment assignment = each.next();
      if (assignment.run() == run) {
        each.remove();
        recalled &= !runs.isEmpty();
        return assignment;
      }
    }
    return null;
  }

  /** Takes out all: the worker won't begin with any. */
  public List<Assignment> takeAll() {
    List<Assignment> all = new ArrayList<>(runs);
    runs.clear();
    recalled = false;
    return all;
  }

  public List<Assignment> all() {
    return List.copyOf(runs);
  }

  /**
   * They are wanted back.
   *
   * @return whether the worker is to be told
   */
  public boolean recall() {
    boolean news = !recalled && !runs.isEmpty();
    recalled |= news;
    return news;
  }

  boolean isRecallable() {
    return !recalled && !runs.isEmpty();
  }

  /** The worker finished a task in this time. */
  public void ran(Duration time) {
    pace.ran(time);
  }

  /** The worker's task takes long. */
  public void lagged() {
    pace.lagged();
  }
}
