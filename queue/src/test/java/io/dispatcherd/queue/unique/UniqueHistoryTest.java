package io.dispatcherd.queue.unique;

import static io.dispatcherd.queue.TestQueue.special;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of submissions, ends, crashes and looks for a few keys: never two of a key run,
 * at most one that has not begun waits, nothing that was collected is lost or done twice, and of
 * what was replaced the last is done.
 */
@Tag("functional")
class UniqueHistoryTest {
  private static final int STEPS = 150;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Map<String, Integer> last = new HashMap<>();
  private final Set<Integer> collected = new HashSet<>();
  private final List<Integer> done = new ArrayList<>();
  private final List<ClaimedJob> running = new ArrayList<>();
  private long service;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void nothingIsLostOrDoneTwice(int seed) throws SQLException {
    Random random = new Random(seed);
    try (TestQueue queue = TestQueue.open()) {
      service = queue.service();
      for (int step = 1; step <= STEPS; step++) {
        step(queue, random, step);
        check(queue);
      }
      for (int round = 0; round < 6; round++) {
        running.addAll(queue.claim(service, 20));
        for (ClaimedJob job : List.copyOf(running)) {
          end(queue, job, Outcome.DONE, null);
        }
        queue.passTime();
      }
      check(queue);
      assertEquals(List.of(), queue.database().rows(WAITING));
      List<Integer> once = done.stream().filter(collected::contains).sorted().toList();
      assertEquals(collected.stream().sorted().toList(), once);
      last.values().forEach(number -> assertTrue(done.contains(number), "lost " + number));
    }
  }

  private void step(TestQueue queue, Random random, int step) throws SQLException {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        String key = "replace" + random.nextInt(2);
        String fields =
            random.nextBoolean() ? "\"replace\": true" : "\"debounce\": 60, \"debounce_max\": 90";
        queue.submit(special(fields, key, step));
        last.put(key, step);
      }
      case 3, 4, 5 -> {
        List<NewJob> batch = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
          int number = 1000 * step + i;
          String fields = random.nextBoolean() ? ", \"debounce\": 60" : "";
          String key = "collect" + random.nextInt(2);
          batch.add(special("\"collect\": true" + fields, key, number));
          collected.add(number);
        }
        queue.submit(batch.toArray(NewJob[]::new));
      }
      case 6 -> running.addAll(queue.claim(service, 1 + random.nextInt(3)));
      case 7 -> {
        if (!running.isEmpty()) {
          ClaimedJob job = running.get(random.nextInt(running.size()));
          boolean again = random.nextBoolean();
          end(
              queue,
              job,
              again ? Outcome.FAILED : Outcome.DONE,
              again ? Duration.ofMinutes(1) : null);
        }
      }
      case 8 -> queue.passTime();
      default -> {
        queue.expire(service);
        service = queue.service();
        queue.rescue(service);
        running.clear();
      }
    }
  }

  private void end(TestQueue queue, ClaimedJob job, Outcome outcome, @Nullable Duration again)
      throws SQLException {
    running.remove(job);
    boolean isLast = running.stream().noneMatch(it -> it.run() == job.run());
    Set<Long> finished = isLast ? Set.of(job.run()) : Set.of();
    assertTrue(queue.end(queue.connection(), service, job, outcome, again, finished));
    if (outcome == Outcome.DONE) {
      String message = String.valueOf(job.message());
      int from = message.indexOf("\"args\"");
      Matcher numbers = NUMBER.matcher(message.substring(from, message.lastIndexOf(']')));
      while (numbers.find()) {
        done.add(Integer.valueOf(numbers.group()));
      }
    }
  }

  private static final String WAITING =
      "select uuid from \"${schema}\".jobs where state not in ('done', 'dead')";

  private static void check(TestQueue queue) throws SQLException {
    queue.check();
    assertEquals(
        List.of(),
        queue
            .database()
            .rows(
                """
                select key, state = 'running' from "${schema}".jobs
                where state in ('ready', 'held', 'running', 'scheduled') and (state = 'running' or attempt = 0)
                group by 1, 2 having count(*) > 1
                """));
  }
}
