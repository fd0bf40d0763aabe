package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What became of every task of a service. Whatever happens to the service, each task that has
 * reached it is in exactly one place: ended in one way, or still there. Thread-safe.
 */
public final class Ledger implements TaskObserver {
  private final Map<String, List<Outcome>> endings = new ConcurrentHashMap<>();
  private final AtomicLong written = new AtomicLong();

  /** How many ended before the book was begun. */
  private final AtomicLong settled = new AtomicLong();

  /** Lost tasks whose line has been found. */
  private final Set<String> named = ConcurrentHashMap.newKeySet();

  @Override
  public void ended(TaskMessage message, Outcome outcome, Optional<TaskResult> result) {
    endings
        .computeIfAbsent(String.valueOf(message.uuid()), uuid -> new CopyOnWriteArrayList<>())
        .add(outcome);
    written.incrementAndGet();
  }

  /** How a task has ended, or empty. */
  public Optional<Outcome> endOf(String uuid) {
    return Optional.ofNullable(endings.get(uuid)).map(List::getLast);
  }

  /** Waits until this task has ended in this way. */
  public void await(String uuid, Outcome outcome) {
    ServiceProcess.await(uuid + " to be " + outcome)
        .until(() -> endOf(uuid), found -> found.equals(Optional.of(outcome)));
  }

  /**
   * Closes the books at a moment at which nothing moves, and checks the sum.
   *
   * @return where each task is
   */
  public Account balance(RunningService service) {
    Account account =
        ServiceProcess.await("a moment at which nothing moves")
            .until(() -> account(service), Optional::isPresent)
            .orElseThrow();
    endings.forEach((uuid, ends) -> assertEquals(1, ends.size(), () -> uuid + " ended " + ends));
    account.waiting().forEach(uuid -> assertTrue(endOf(uuid).isEmpty(), uuid));
    assertEquals(
        account.received(), account.ended().size() + account.waiting().size(), account::toString);
    return account;
  }

  /**
   * Checks that each task that was lost since the last time was named by the service, in one line.
   */
  public void assertTheLostAreNamed(CapturedLog log) {
    // A worker that is a thread of this JVM says here, too, what it has to say.
    List<String> lines =
        log.lines(Level.WARN).stream().filter(line -> !line.startsWith("Cancelled ")).toList();
    endings.forEach(
        (uuid, ends) -> {
          boolean isLost = ends.contains(Outcome.ABANDONED) || ends.contains(Outcome.RELEASED);
          if (isLost && named.add(uuid)) {
            assertEquals(
                1, lines.stream().filter(line -> line.contains(uuid)).count(), uuid + lines);
          }
        });
  }

  /** Begins a new book: what has ended so far is settled, and not looked at again. */
  public void close() {
    settled.addAndGet(endings.size());
    endings.clear();
    named.clear();
  }

  private Optional<Account> account(RunningService service) {
    long writtenBefore = written.get();
    long receivedBefore = received(service);
    Set<String> waiting =
        service.control("running").body().values().stream()
            .filter(Map.class::isInstance)
            .map(task -> String.valueOf(((Map<?, ?>) task).get("uuid")))
            .collect(Collectors.toSet());
    long received = received(service);
    if (received != receivedBefore || written.get() != writtenBefore) {
      return Optional.empty();
    }
    Map<String, Outcome> ended = new HashMap<>();
    endings.forEach((uuid, ends) -> ended.put(uuid, ends.getLast()));
    return Optional.of(new Account(received, ended, waiting));
  }

  private long received(RunningService service) {
    return service.count("received_count") - service.count("control_count") - settled.get();
  }

  /**
   * Where the tasks of a service are.
   *
   * @param received how many it has received
   * @param ended those that have ended, and how
   * @param waiting those that run, or wait for their turn
   */
  public record Account(long received, Map<String, Outcome> ended, Set<String> waiting) {
    /** How many of these have ended in this way. */
    public long count(List<String> uuids, Outcome outcome) {
      return uuids.stream().filter(uuid -> ended.get(uuid) == outcome).count();
    }

    /** How many of these never reached the service. */
    public long neverArrived(List<String> uuids) {
      return uuids.stream()
          .filter(uuid -> !ended.containsKey(uuid) && !waiting.contains(uuid))
          .count();
    }
  }
}
