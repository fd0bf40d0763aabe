package io.dispatcherd.faults;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tasks that a test submits over one way to the service, and what it knows of them: their uuids.
 */
final class Tasks {
  private final Consumer<String> way;
  private final RunningService service;
  private final List<String> uuids = new CopyOnWriteArrayList<>();

  private Tasks(Consumer<String> way, RunningService service) {
    this.way = way;
    this.service = service;
  }

  /** None yet; they will go this way. */
  static Tasks over(Consumer<String> way, RunningService service) {
    return new Tasks(way, service);
  }

  List<String> uuids() {
    return uuids;
  }

  /** Submits a task of {@link ProbeTasks}. */
  String submit(Map<String, Object> fields, String task, Object... args) {
    String uuid = UUID.randomUUID().toString();
    Map<String, Object> all = new HashMap<>(fields);
    all.put("uuid", uuid);
    way.accept(service.message(all, task, args));
    uuids.add(uuid);
    return uuid;
  }

  /** Submits so many that say a word. */
  void submit(int count) {
    for (int i = 0; i < count; i++) {
      submit(Map.of(), "say", "word");
    }
  }

  /** Waits until all of them have ended in this way. */
  void awaitAll(Ledger ledger, Outcome outcome) {
    uuids.forEach(uuid -> ledger.await(uuid, outcome));
  }

  /**
   * Submits so many and waits until they are done.
   *
   * @return how many are
   */
  int run(int count, Ledger ledger) {
    submit(count);
    awaitAll(ledger, Outcome.DONE);
    return count;
  }

  /** Submits one and waits until it is done: the way is open, and there are workers. */
  void runOne(Ledger ledger) {
    run(1, ledger);
  }
}
