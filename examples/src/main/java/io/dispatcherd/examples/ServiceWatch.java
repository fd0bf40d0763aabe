package io.dispatcherd.examples;

import io.dispatcherd.publish.Control;
import io.dispatcherd.publish.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Watches what the service says about its tasks. Tasks and questions take different ways, so a
 * question may arrive before a task that was sent earlier: waiting means to ask again.
 */
final class ServiceWatch {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long PAUSE_MILLIS = 100;

  private final Control control;

  ServiceWatch(Control control) {
    this.control = control;
  }

  /**
   * Waits until this many tasks that match a filter run or wait.
   *
   * @return where they are, such as {@code worker-1} and {@code delayed-0}
   */
  Set<String> awaitTasks(int count, Map<String, ?> filter) throws InterruptedException {
    return await(() -> places(filter), places -> places.size() == count);
  }

  /** Waits until the service has finished this many tasks since its start. */
  void awaitFinished(long count) throws InterruptedException {
    await(this::finished, finished -> finished >= count);
  }

  /** How many tasks the service has finished since its start, failed ones included. */
  long finished() {
    return ask("main", Map.of()).get("pool") instanceof Map<?, ?> pool
            && pool.get("finished_count") instanceof Number count
        ? count.longValue()
        : 0;
  }

  private Set<String> places(Map<String, ?> filter) {
    Set<String> places = new TreeSet<>(ask("running", filter).body().keySet());
    places.remove("node_id");
    return places;
  }

  private Reply ask(String command, Map<String, ?> data) {
    return control.ask(command, data).stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The service doesn't answer any more."));
  }

  private static <T> T await(Supplier<T> question, Predicate<T> wanted)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      T answer = question.get();
      if (wanted.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "After " + PATIENCE.toSeconds() + " s the service still says " + answer + ".");
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
