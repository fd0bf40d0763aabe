package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.Buffers;
import io.dispatcherd.queue.TestQueue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * With a snapshot held open elsewhere, a claim costs what it did at the start. An idle service
 * writes no row.
 */
@Tag("functional")
class MustHold14SnapshotTest {
  private static final int ROUNDS = 100;

  @Test
  void aClaimReadsNoMoreWhileASnapshotIsHeldOpen() throws SQLException {
    try (TestQueue queue = TestQueue.openNew()) {
      queue.service();
      Connection reader = queue.transaction();
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = reader.createStatement();
          ResultSet row = statement.executeQuery("select txid_current_snapshot()")) {
        row.next();
      }
      queue
          .database()
          .execute(
              """
              select "${schema}".submit_jobs(array_agg('{}'::text), array_agg('%s'::text), null, null, null, null, null, null, null,
                null, null) from generate_series(1, 20000)
              """
                  .formatted(TestQueue.TASK));
      int first = 0;
      int last = 0;
      for (int round = 0; round < ROUNDS; round++) {
        long behind =
            round == 0
                ? 0
                : Long.parseLong(
                    queue
                        .database()
                        .rows(
                            "select jobs[cardinality(jobs)] from \"${schema}\".lease order by run"
                                + " desc limit 1")
                        .get(0));
        last = Buffers.ofTake(queue, 100, round == 0 ? Integer.MIN_VALUE : 0, behind);
        first = round == 1 ? last : first;
      }
      assertTrue(last <= first * 1.5, "pages of a claim: %d, then %d".formatted(first, last));
    }
  }

  @Test
  void anIdleServiceWritesNoRow() throws SQLException {
    try (TestQueue queue = TestQueue.openNew();
        Connection open = queue.transaction();
        Statement statement = open.createStatement()) {
      queue.service();
      statement.execute(
          queue
              .database()
              .schema()
              .in(
                  """
                  select * from "${schema}".take(1, array["${schema}".name_id('default')], array[10],
                    array["${schema}".name_id('%s')], array[-2147483648], array[0::bigint], 0)
                  """
                      .formatted(TestQueue.TASK)));
      try (ResultSet rows =
          statement.executeQuery(
              queue
                  .database()
                  .schema()
                  .in(
                      "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) from"
                          + " pg_stat_xact_user_tables where schemaname = '${schema}'"))) {
        rows.next();
        assertEquals(0, rows.getInt(1));
      }
      assertEquals(List.of(), queue.places());
    }
  }
}
