package io.dispatcherd.service.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TaskTimesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void tasksBeyondTheBoundShareOneName() {
    TaskTimes times = new TaskTimes(2);
    for (String task : List.of("a", "b", "c", "d", "a", "other")) {
      times.ran(task, SECOND);
    }

    TaskTimings read = times.read();

    assertEquals(Set.of("a", "b", "other"), read.running().keySet());
    assertEquals(2, count(read, "a"));
    assertEquals(3, count(read, "other"));
  }

  @Test
  void withoutRoomForNamesAllShareOne() {
    TaskTimes times = new TaskTimes(0);
    times.ran("a", SECOND);

    assertEquals(Set.of("other"), times.read().running().keySet());
  }

  @Test
  void aTimeIsInTheFirstBucketThatIsNotSmaller() {
    TaskTimes times = new TaskTimes(1);
    times.waited("a", Duration.ofMillis(5));
    times.waited("a", Duration.ofMillis(6));
    times.waited("a", Duration.ofDays(1));
    times.waited("a", Duration.ofMillis(-1)); // the clock can't, but a sum must never shrink

    TimeDistribution read = Objects.requireNonNull(times.read().waiting().get("a"));

    assertEquals(List.of(2L, 1L), read.counts().subList(0, 2));
    assertEquals(1, read.counts().getLast());
    assertEquals(86_400.011, read.seconds(), 1e-6);
  }

  private static long count(TaskTimings read, String task) {
    return Objects.requireNonNull(read.running().get(task)).counts().stream()
        .mapToLong(it -> it)
        .sum();
  }
}
