package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.TestQueue;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is killed between any two statements: afterwards every job is in exactly one place, and
 * ends once. A publisher's transaction that rolls back leaves no trace.
 */
@Tag("functional")
class MustHold01CrashTest {
  private static final String SUBMIT =
      "select \"${schema}\".submit_jobs(array['{}', '{}', '{}'], array['TASK', 'TASK', 'TASK'],"
          + " null, null, null, null, array[null, 3600, null], array['serial', null, 'serial'],"
          + " array['\\x01'::bytea, null, '\\x01'::bytea], null, array['a', 'b', 'c'])";

  /** One job's way, with all that moves it; each is a transaction of its own. */
  private static final List<String> STEPS =
      List.of(
          SUBMIT,
          "select * from \"${schema}\".take(1, array[\"${schema}\".name_id('default')], array[10],"
              + " array[\"${schema}\".name_id('TASK')], array[-2147483648], array[0::bigint], 0)",
          "select \"${schema}\".give_back(1, array_agg(l.run), array_agg(l.jobs[1]),"
              + " array_agg(l.run)) from \"${schema}\".lease l",
          "select * from \"${schema}\".take(1, array[\"${schema}\".name_id('default')], array[10],"
              + " array[\"${schema}\".name_id('TASK')], array[-2147483648], array[0::bigint], 0)",
          "select \"${schema}\".finish(1, array_agg(l.run), array_agg(l.jobs[1]), array[1],"
              + " array[2::smallint], array[null::timestamptz], array['e'], array[null], array['0"
              + " s'::interval], array[true], array['\\x01'::bytea], array_agg(l.run)) from"
              + " \"${schema}\".lease l",
          "select * from \"${schema}\".take(1, array[\"${schema}\".name_id('default')], array[10],"
              + " array[\"${schema}\".name_id('TASK')], array[-2147483648], array[0::bigint], 0)",
          "select * from \"${schema}\".rescue(2, 20)",
          "select \"${schema}\".cancel('a')",
          "select \"${schema}\".retry('a')",
          "select \"${schema}\".leave(2)",
          "select \"${schema}\".delete('b')");

  @Test
  void leavesEachJobInOnePlaceWhereverTheConnectionBreaks() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      queue.service();
      queue.service();
      for (String step : STEPS) {
        if (step.contains("rescue")) {
          queue.expire(1);
        }
        String sql = queue.database().schema().in(step).replace("TASK", TestQueue.TASK);
        List<String> before = queue.places();
        Connection open = queue.transaction();
        run(open, sql);
        kill(queue, open);
        assertEquals(before, queue.places(), step);
        queue.check();
        run(queue.connection(), sql);
        queue.check();
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Ends the server's process of a connection, and waits until it is gone. */
  private static void kill(TestQueue queue, Connection connection) throws SQLException {
    int pid;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      pid = row.getInt(1);
    }
    queue.database().rows("select pg_terminate_backend(" + pid + ")");
    org.awaitility.Awaitility.await()
        .until(
            () ->
                queue
                    .database()
                    .rows("select 1 from pg_stat_activity where pid = " + pid)
                    .isEmpty());
  }
}
