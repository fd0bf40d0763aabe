package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A service's identity is new at each start: the same name twice, or a restart, hides no orphan.
 */
@Tag("functional")
class MustHold05IdentityTest {
  @Test
  void aRestartUnderTheSameNameHidesNoOrphan() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      long before = queue.service();
      String uuid = queue.submitOne(TestQueue.job());
      ClaimedJob job = queue.claim(before, 1).get(0);
      long after = queue.service();
      assertTrue(after > before);
      assertTrue(queue.beat(after));
      queue.expire(before);
      assertEquals(1, queue.rescue(after));
      assertEquals("ready", queue.placeOf(uuid));
      assertFalse(queue.end(after, job, Outcome.DONE, null));
      queue.check();
    }
  }
}
