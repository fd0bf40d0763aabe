package io.dispatcherd.queue.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.store.Bound;
import io.dispatcherd.queue.store.ClaimedJob;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Must-hold 29: a queue that is fair by key lets each key have its turn. */
@Tag("functional")
class FairQueueTest {
  private final LimitedQueue queue;
  private long service;

  FairQueueTest() throws SQLException {
    queue = new LimitedQueue("work", "other");
  }

  @BeforeEach
  void start() throws SQLException {
    service = queue.service("one");
    queue.database().execute("update \"${schema}\".queue set fair_by = 'key'");
  }

  @AfterEach
  void close() throws SQLException {
    queue.close();
  }

  private String keyOf(ClaimedJob job) throws SQLException {
    return queue.rows("select key from \"${schema}\".job where id = " + job.id()).get(0);
  }

  private Map<String, Integer> keysOf(List<ClaimedJob> jobs) throws SQLException {
    Map<String, Integer> keys = new TreeMap<>();
    for (ClaimedJob job : jobs) {
      keys.merge(keyOf(job), 1, Integer::sum);
    }
    return keys;
  }

  @Test
  void oneTenantsThousandsKeepNobodyWaiting() throws SQLException {
    queue.submit("work", "a", 3000);
    queue.claim(service, 1);
    queue.submit("work", "b", 1);

    List<ClaimedJob> next = queue.claim(service, 2);

    assertEquals(Map.of("a", 1, "b", 1), keysOf(next));
  }

  @Test
  void claimsGoFromKeyToKeyAndBeginWhereTheLastOneEnded() throws SQLException {
    for (String key : List.of("a", "b", "c", "d", "e")) {
      queue.submit("work", key, 4);
    }
    Map<String, Integer> taken = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      taken.merge(keyOf(queue.claim(service, 1).get(0)), 1, Integer::sum);
    }
    assertEquals(Map.of("a", 2, "b", 2, "c", 2, "d", 2, "e", 2), taken);
  }

  @Test
  void oneClaimTakesAsMuchOfEachKeyAndTheRestOfWhoeverHasMore() throws SQLException {
    queue.submit("work", "a", 10);
    queue.submit("work", "b", 2);

    assertEquals(Map.of("a", 6, "b", 2), keysOf(queue.claim(service, 8)));
  }

  @Test
  void whatWaitsForItsTurnIsReadyForThoseWhoLook() throws SQLException {
    queue.submit("work", "a", 3);
    queue.claim(service, 1);

    assertEquals(
        List.of("ready null 2", "running null 1"),
        queue.rows(
            "select state, reason, count(*) from \"${schema}\".jobs group by 1, 2 order by 1"));
    assertEquals(
        List.of("2 1 {} t"),
        queue.rows(
            "select ready, running, held, oldest_ready > interval '0' from"
                + " \"${schema}\".queue_counts()"));
  }

  @Test
  void limitsOfKeysHoldThereToo() throws SQLException {
    queue.limit(new Bound("work", false, true, 1, null));
    queue.submit("work", "a", 5);
    queue.submit("work", "b", 5);
    queue.submit("other", "a", 1);

    assertEquals(Map.of("a", 2, "b", 1), keysOf(queue.claim(service, 10)));
  }

  @Test
  void tasksThatTheServiceCannotRunStayForOthers() throws SQLException {
    queue.submit("elsewhere", "a", 2);
    queue.submit("work", "b", 1);

    assertEquals(Map.of("b", 1), keysOf(queue.claim(service, 10)));
    assertEquals(0, queue.claim(service, 10).size());
  }
}
