package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.TwoConnections;
import io.dispatcherd.queue.store.ClaimedJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A claim never returns more than was asked for; two at once never return the same job. */
@Tag("functional")
class MustHold12ClaimsTest {
  private static final int JOBS = 3000;

  @Test
  void fourServicesShareAllJobsAndNoneTwice() throws Exception {
    try (TestQueue queue = TestQueue.open()) {
      queue.service();
      queue
          .database()
          .execute(
              """
              select "${schema}".submit_jobs(array_agg('{}'::text), array_agg('%s'::text), null, null, null, null, null, null, null,
                null, null) from generate_series(1, %d)
              """
                  .formatted(TestQueue.TASK, JOBS));
      ExecutorService threads = Executors.newFixedThreadPool(4);
      List<Future<List<Long>>> parts = new ArrayList<>();
      for (int most : List.of(1, 3, 7, 20)) {
        long service = queue.service();
        Connection connection = queue.database().connect();
        parts.add(threads.submit(() -> all(queue, connection, service, most)));
      }
      List<Long> claimed = new ArrayList<>();
      for (Future<List<Long>> part : parts) {
        claimed.addAll(TwoConnections.result(part));
      }
      threads.shutdown();
      assertEquals(JOBS, claimed.size());
      assertEquals(JOBS, new HashSet<>(claimed).size());
      queue.check();
    }
  }

  private static List<Long> all(TestQueue queue, Connection connection, long service, int most)
      throws SQLException {
    List<Long> claimed = new ArrayList<>();
    while (true) {
      List<ClaimedJob> jobs = queue.claim(connection, service, most);
      assertTrue(jobs.size() <= most);
      if (jobs.isEmpty()) {
        return claimed;
      }
      jobs.forEach(job -> claimed.add(job.id()));
    }
  }
}
