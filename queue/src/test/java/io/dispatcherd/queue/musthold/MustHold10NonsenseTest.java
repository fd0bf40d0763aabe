package io.dispatcherd.queue.musthold;

import static io.dispatcherd.queue.TestQueue.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.Buffers;
import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A row that is gone or was edited into nonsense stops nothing; jobs of tasks that nobody declares,
 * however many, slow no claim.
 */
@Tag("functional")
class MustHold10NonsenseTest {
  @Test
  void aJobWhoseRowIsGoneIsClaimedAndEnded() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      long service = queue.service();
      String gone = queue.submitOne(job());
      queue.submit(job());
      queue.database().execute("delete from \"${schema}\".job where uuid = '" + gone + "'");
      List<ClaimedJob> jobs = queue.claim(service, 10);
      assertEquals(2, jobs.size());
      ClaimedJob broken =
          jobs.stream().filter(each -> each.message() == null).findFirst().orElseThrow();
      assertNull(broken.message());
      assertTrue(queue.end(service, broken, Outcome.FAILED, null));
    }
  }

  @Test
  void aTimeThatNeverComesStopsNoClaim() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      long service = queue.service();
      queue
          .database()
          .execute(
              "insert into \"${schema}\".later (run_at, id, queue, rank, task, attempt) values"
                  + " ('infinity', 7, 1, 0, 1, 0)");
      assertEquals(List.of(), queue.claim(service, 10));
      queue.submit(job());
      assertEquals(1, queue.claim(service, 10).size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fields => '{\"control\": \"cancel\"}'",
        "queue => ' '",
        "timeout => '-1 s'",
        "priority => -2147483648",
        "uuid => repeat('u', 501)"
      })
  void whatNoServiceCouldHeedIsRefusedAtOnce(String argument) throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      SQLException e =
          assertThrows(
              SQLException.class,
              () -> queue.database().execute("select \"${schema}\".submit('t', " + argument + ")"));
      assertEquals("22023", e.getSQLState());
    }
  }

  @Test
  void undeclaredOnesSlowNoClaim() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      queue.service();
      queue.submit(job(), job());
      int before = Buffers.ofTake(queue, 1);
      queue
          .database()
          .execute(
              """
              select "${schema}".submit_jobs(array_agg('{}'::text), array_agg('nobody.knows'::text), null, null, null, null, null, null,
                null, null, null) from generate_series(1, 20000)
              """);
      assertEquals(
          List.of("20000"),
          queue
              .database()
              .rows("select count(*) from \"${schema}\".held where reason = 'undeclared'"));
      assertTrue(Buffers.ofTake(queue, 1) <= before + 20, "a claim reads more");
    }
  }
}
