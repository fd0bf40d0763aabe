package io.dispatcherd.queue.musthold;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.RunEnd;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Publishers, services, rescue and steering at once: no deadlock among our own statements, and
 * nothing is left behind.
 */
@Tag("functional")
class MustHold22DeadlocksTest {
  private static final int ROUNDS = 60;
  private static final List<String> RULES = List.of("serial", "discard", "queue_one");
  private static final List<String> FIELDS =
      List.of(
          "\"replace\": true", "\"debounce\": 0.02", "\"collect\": true", "\"unique_for\": 0.05");

  private final ConcurrentLinkedQueue<String> uuids = new ConcurrentLinkedQueue<>();

  @Test
  void noStatementsWaitForEachOtherInACircle() throws Exception {
    try (TestQueue queue = TestQueue.open()) {
      queue.service();
      List<Callable<Integer>> all = new ArrayList<>();
      for (int seed = 0; seed < 6; seed++) {
        Connection connection = queue.database().connect();
        Random random = new Random(seed);
        all.add(() -> publish(queue, connection, random));
      }
      for (int seed = 0; seed < 4; seed++) {
        Connection connection = queue.database().connect();
        Random random = new Random(seed);
        all.add(() -> serve(queue, connection, random));
      }
      Connection connection = queue.database().connect();
      all.add(() -> steer(queue, connection, new Random(7)));
      ExecutorService threads = Executors.newFixedThreadPool(all.size());
      List<Future<Integer>> parts = new ArrayList<>();
      all.forEach(part -> parts.add(threads.submit(part)));
      int done = 0;
      for (Future<Integer> part : parts) {
        done += part.get(2, TimeUnit.MINUTES);
      }
      threads.shutdown();
      assertEquals(all.size() * ROUNDS, done);
      queue.passTime();
      queue.check();
    }
  }

  /** Batches with keys and uuids in no order, so that they meet those of others. */
  private int publish(TestQueue queue, Connection connection, Random random) throws SQLException {
    for (int round = 0; round < ROUNDS; round++) {
      List<NewJob> batch = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String key = "k" + random.nextInt(10);
        if (random.nextInt(4) == 0) {
          batch.add(TestQueue.special(FIELDS.get(random.nextInt(FIELDS.size())), key, i));
          continue;
        }
        boolean isNamed = random.nextInt(4) == 0;
        batch.add(
            new NewJob(
                "{}",
                TestQueue.TASK,
                random.nextBoolean() ? "default" : "other",
                random.nextInt(3),
                null,
                null,
                random.nextInt(5) == 0 ? Duration.ofMillis(20) : null,
                RULES.get(random.nextInt(RULES.size())),
                TestQueue.claimOf(key),
                key,
                isNamed ? "u" + random.nextInt(1000) : null));
      }
      uuids.addAll(queue.store().submit(connection, batch));
    }
    return ROUNDS;
  }

  /** Claims of two queues, in either order, ends of all kinds, and takes over from others. */
  private static int serve(TestQueue queue, Connection connection, Random random)
      throws SQLException {
    Duration ttl = Duration.ofMinutes(1);
    long service =
        queue
            .store()
            .register(connection, "n", Set.of("default", "other"), Set.of(TestQueue.TASK), ttl)
            .service();
    for (int round = 0; round < ROUNDS; round++) {
      List<Claim.Share> shares = new ArrayList<>();
      shares.add(new Claim.Share("default", random.nextInt(20), Claim.Position.START));
      shares.add(new Claim.Share("other", random.nextInt(20), Claim.Position.START));
      Collections.shuffle(shares, random);
      List<ClaimedJob> jobs =
          queue
              .store()
              .take(connection, new Claim(service, shares, List.of(Names.id(TestQueue.TASK)), 0))
              .jobs();
      List<RunEnd> ends = new ArrayList<>();
      Set<Long> finished = new HashSet<>();
      for (ClaimedJob job : jobs) {
        Duration again = random.nextInt(3) == 0 ? Duration.ofMillis(random.nextInt(20)) : null;
        Outcome outcome = again == null && random.nextBoolean() ? Outcome.DONE : Outcome.FAILED;
        ends.add(new RunEnd(job, outcome, null, null, null, again, true));
        finished.add(job.run());
      }
      if (round % 10 == 9) {
        // It dies with what it has, and another takes over while it ends some of it late.
        queue.expire(service);
        long next =
            queue
                .store()
                .register(connection, "n", Set.of("default", "other"), Set.of(TestQueue.TASK), ttl)
                .service();
        queue.store().rescue(connection, next, 20);
        queue.store().finish(connection, service, ends, finished);
        service = next;
      } else {
        queue.store().finish(connection, service, ends, finished);
      }
    }
    return ROUNDS;
  }

  private int steer(TestQueue queue, Connection connection, Random random) throws SQLException {
    List<String> functions = List.of("cancel", "retry", "delete");
    for (int round = 0; round < ROUNDS; round++) {
      String uuid = uuids.poll();
      if (uuid != null) {
        queue.ask(connection, functions.get(random.nextInt(3)), uuid);
      }
    }
    return ROUNDS;
  }
}
