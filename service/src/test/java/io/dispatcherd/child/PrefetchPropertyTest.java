package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The pool and its workers' inboxes agree on what runs where, however what they tell each other
 * crosses on its way: each task runs and ends once, unless it is cancelled while it waits; and it
 * ends once, and runs at most once, whichever workers die, leave, grow old or are killed.
 */
class PrefetchPropertyTest {

  @Property(tries = 200)
  void eachTaskRunsAndEndsOnceHoweverMessagesCross(@ForAll long seed) throws IOException {
    PrefetchWorld world = new PrefetchWorld(new Random(seed), false);
    world.live();

    world.checkEnds();
    assertEquals(2, world.workers(), "nothing here is a reason to replace a worker");
  }

  @Property(tries = 200)
  void eachTaskEndsOnceThoughWorkersDieAndLeave(@ForAll long seed) throws IOException {
    PrefetchWorld world = new PrefetchWorld(new Random(seed), true);
    world.live();

    world.checkEnds();
  }

  @Property(tries = 100)
  void aPoolThatStopsLeavesNoTaskWithoutAnEnd(@ForAll long seed) throws IOException {
    PrefetchWorld world = new PrefetchWorld(new Random(seed), true);
    world.liveUntilTheStop();

    assertTrue(world.pool.isEmpty());
    int left = world.waiting().size();
    assertEquals(world.submitted, world.ends.size() + left, world.ends::toString);
    world.checkOnce();
  }
}
