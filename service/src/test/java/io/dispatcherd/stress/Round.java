package io.dispatcherd.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.faults.Ledger;
import io.dispatcherd.messages.Outcome;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One round of a load, when it is over: what was published, how each task ended, and what the tasks
 * themselves wrote down.
 */
record Round(List<String> published, Map<String, Outcome> ended, List<Journal.Entry> journal) {
  private static final Set<Outcome> DYING =
      EnumSet.of(Outcome.TIMED_OUT, Outcome.CANCELLED, Outcome.RELEASED, Outcome.ABANDONED);

  static Round of(List<String> published, Ledger.Account account, List<Journal.Entry> journal) {
    return new Round(published, account.ended(), journal);
  }

  /** How many ended in each way. */
  Map<Outcome, Long> counts() {
    Map<Outcome, Long> counts = new TreeMap<>();
    ended.values().forEach(outcome -> counts.merge(outcome, 1L, Long::sum));
    return counts;
  }

  /** Nothing lost that was received, and nothing twice. */
  void assertEachRanOnce() {
    published.forEach(uuid -> assertTrue(ended.containsKey(uuid), () -> uuid + " is missing"));
    assertEquals(published.size(), ended.size());
    Map<String, Integer> begun = new HashMap<>();
    Map<String, Integer> over = new HashMap<>();
    journal.forEach(entry -> (entry.begins() ? begun : over).merge(entry.uuid(), 1, Integer::sum));
    ended.forEach(
        (uuid, outcome) -> {
          int runs = begun.getOrDefault(uuid, 0);
          int ends = over.getOrDefault(uuid, 0);
          boolean sound =
              switch (outcome) {
                case DONE, FAILED -> runs == 1 && ends == 1;
                case TIMED_OUT, CANCELLED, RELEASED, ABANDONED -> runs <= 1 && ends <= runs;
                case DISCARDED, REJECTED -> runs == 0;
              };
          assertTrue(sound, () -> "%s ended %s, began %d times".formatted(uuid, outcome, runs));
        });
  }

  /** Of the tasks that don't like duplicates, no two of a kind ran at once. */
  void assertDuplicatesRanOneByOne() {
    Map<String, String> running = new HashMap<>();
    for (Journal.Entry entry : journal) {
      if (entry.key().equals("parallel")) {
        continue;
      }
      if (entry.begins()) {
        Optional.ofNullable(running.put(entry.key(), entry.uuid()))
            .ifPresent(before -> assertDied(before, entry));
      } else {
        assertTrue(running.remove(entry.key(), entry.uuid()), () -> "overtaken: " + entry);
      }
    }
  }

  /** Whoever dies doesn't write down that it has ended. */
  private void assertDied(String before, Journal.Entry next) {
    assertTrue(
        DYING.contains(ended.get(before)), () -> before + " ran when its duplicate began: " + next);
  }
}
