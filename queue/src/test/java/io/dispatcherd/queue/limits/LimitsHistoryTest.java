package io.dispatcherd.queue.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.store.Bound;
import io.dispatcherd.queue.store.ClaimedJob;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Must-hold 28, for limits: over random histories of submissions, claims, ends, crashes, cancels
 * and changes, no more run than may, and no job is held while there is room for it.
 */
@Tag("functional")
class LimitsHistoryTest {
  private static final String OVER =
      """
      select b.name, p.gate, sum(p.running) from "${schema}".permit p
      join "${schema}".bound b on b.subject = "${schema}".subject_of(p.gate)
        and b.of_queue = (get_byte(p.gate, 8) = 1) and b.per_key = (length(p.gate) > 9)
      group by b.name, p.gate, b.max_running having sum(p.running) > b.max_running
      """;

  /** What is counted at the gates against what really runs there. */
  private static final String MISCOUNTED =
      """
      with real as (
        select g.gate, count(*) as number from "${schema}".lease l cross join lateral unnest(l.jobs) as o (id)
        join "${schema}".job j on j.id = o.id
        join "${schema}".bound b on b.name = case when b.of_queue then j.queue else j.task end
        cross join lateral (select "${schema}".gate_of(b.subject, b.of_queue, b.per_key, j.key) as gate) g
        where not exists (select from "${schema}".run r where r.id = o.id and r.run = l.run)
          and (not b.per_key or j.key is not null)
        group by 1),
      counted as (select p.gate, sum(p.running) as number from "${schema}".permit p group by 1)
      select c.number, r.number from real r full join counted c on c.gate = r.gate
      where c.number is distinct from r.number
      """;

  private static final String HELD_BESIDE_ROOM =
      """
      select h.id from "${schema}".held h
      join "${schema}".bound b on b.subject = "${schema}".subject_of(h.gate)
        and b.of_queue = (get_byte(h.gate, 8) = 1) and b.per_key = (length(h.gate) > 9)
      where h.reason = 'max_running'
        and b.max_running > coalesce((select sum(p.running) from "${schema}".permit p where p.gate = h.gate), 0)
          + (select count(*) from "${schema}".ready r join "${schema}".job j on j.id = r.id
             where "${schema}".gate_of(b.subject, b.of_queue, b.per_key, j.key) = h.gate and j.task = b.name)
      """;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void neverTooManyAndNeverHeldBesideRoom(long seed) throws SQLException {
    Random random = new Random(seed);
    try (LimitedQueue queue = new LimitedQueue("work", "other")) {
      queue.limit(new Bound("work", false, true, 2, null));
      queue.limit(new Bound("work", false, false, 4, null));
      queue.limit(new Bound("other", false, false, 3, null));
      Map<Long, List<ClaimedJob>> running = new LinkedHashMap<>();
      for (int i = 0; i < 3; i++) {
        running.put(queue.service("node" + i), new ArrayList<>());
      }
      for (int step = 0; step < 100; step++) {
        act(random, queue, running);
        assertEquals(List.of(), queue.rows(OVER), "too many, step " + step);
        assertEquals(List.of(), queue.rows(MISCOUNTED), "miscounted, step " + step);
        queue.rows("select \"${schema}\".look_after(100)");
        assertEquals(List.of(), queue.rows(HELD_BESIDE_ROOM), "held beside room, step " + step);
      }
      drain(queue, running);
      assertEquals(
          List.of("0 0 0 0"),
          queue.rows(
              "select (select count(*) from \"${schema}\".held), (select count(*) from"
                  + " \"${schema}\".ready), (select count(*) from \"${schema}\".permit), (select"
                  + " count(*) from \"${schema}\".lease)"));
    }
  }

  private static void act(Random random, LimitedQueue queue, Map<Long, List<ClaimedJob>> running)
      throws SQLException {
    long service = new ArrayList<>(running.keySet()).get(random.nextInt(running.size()));
    List<ClaimedJob> its = running.getOrDefault(service, List.of());
    int dice = random.nextInt(20);
    if (dice < 5) {
      String key = random.nextInt(4) == 0 ? null : "key" + random.nextInt(3);
      queue.submit(random.nextBoolean() ? "work" : "other", key, 1 + random.nextInt(4));
    } else if (dice < 10) {
      its.addAll(queue.claim(service, 1 + random.nextInt(5)));
    } else if (dice < 16 && !its.isEmpty()) {
      ClaimedJob job = its.remove(random.nextInt(its.size()));
      switch (random.nextInt(4)) {
        case 0 -> queue.giveBack(service, job);
        case 1 -> queue.end(service, job, Duration.ZERO);
        default -> queue.end(service, job, null);
      }
    } else if (dice == 16) {
      queue.rows(
          "select \"${schema}\".cancel(uuid) from (select uuid from \"${schema}\".jobs where state"
              + " in ('held', 'ready') limit 1) u");
    } else if (dice == 17) {
      running.remove(service);
      long next = queue.service("again");
      running.put(next, new ArrayList<>());
      queue.crash(service, next);
    }
  }

  private static void drain(LimitedQueue queue, Map<Long, List<ClaimedJob>> running)
      throws SQLException {
    boolean some = true;
    while (some) {
      some = false;
      for (Map.Entry<Long, List<ClaimedJob>> each : running.entrySet()) {
        each.getValue().addAll(queue.claim(each.getKey(), 10));
        for (ClaimedJob job : each.getValue()) {
          queue.end(each.getKey(), job, null);
          some = true;
        }
        each.getValue().clear();
      }
    }
  }
}
