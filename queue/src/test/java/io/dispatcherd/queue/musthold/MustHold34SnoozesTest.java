package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.Buffers;
import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** However often a job is snoozed, its row has the same size, and a claim of it the same cost. */
@Tag("functional")
class MustHold34SnoozesTest {
  private static final int SNOOZES = 300;

  @Test
  void aJobThatIsSnoozedAgainAndAgainStaysAsItIs() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      long service = queue.service();
      queue.submit(TestQueue.job());
      int before = Buffers.ofTake(queue, 1);
      queue.database().execute("delete from \"${schema}\".lease");
      queue
          .database()
          .execute(
              "insert into \"${schema}\".ready (queue, rank, id, task, attempt) select"
                  + " \"${schema}\".name_id(queue), 0, id, \"${schema}\".name_id(task), 0 from"
                  + " \"${schema}\".job");
      Set<String> sizes = new HashSet<>();
      for (int i = 0; i < SNOOZES; i++) {
        ClaimedJob job = queue.claim(service, 1).get(0);
        assertEquals(1, job.attempt());
        assertTrue(queue.end(service, job, Outcome.SNOOZED, Duration.ZERO));
        sizes.addAll(queue.database().rows("select pg_column_size(l) from \"${schema}\".later l"));
      }
      assertEquals(1, sizes.size());
      queue.database().execute("vacuum \"${schema}\".ready");
      queue.database().execute("vacuum \"${schema}\".later");
      int pages = Buffers.ofTake(queue, 1);
      assertTrue(pages < before + 150, "pages of a claim: %d, then %d".formatted(before, pages));
      queue.check();
    }
  }
}
