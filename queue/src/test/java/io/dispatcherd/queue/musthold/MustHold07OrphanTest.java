package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.TestQueue;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** 20,000 long runs and one orphan: the orphan is found in the next pass, and the others stay. */
@Tag("functional")
class MustHold07OrphanTest {
  @Test
  void oneOrphanIsFoundAmongTwentyThousandLongRuns() throws SQLException {
    try (TestQueue queue = TestQueue.open()) {
      long living = queue.service();
      long dead = queue.service();
      long other = queue.service();
      queue
          .database()
          .execute(
              """
              insert into "${schema}".job (id, queue, task, message, priority, uuid)
              select n, 'default', '%1$s', '{}', 0, 'u' || n from generate_series(1, 20001) n;
              insert into "${schema}".lease
              select n, case n when 777 then %2$d else %3$d end, array[n], array[0], clock_timestamp() - interval '1 hour'
              from generate_series(1, 20001) n
              """
                  .formatted(TestQueue.TASK, dead, living));
      queue.expire(dead);
      assertEquals(1, queue.rescue(other));
      assertEquals("ready", queue.placeOf("u777"));
      assertEquals(
          List.of("20000"),
          queue
              .database()
              .rows("select count(*) from \"${schema}\".lease where service = " + living));
      queue.check();
    }
  }
}
