package io.dispatcherd.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a call says of duplicates beside {@code on_duplicate}: its fields, and what is refused. */
class UniqueCallTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static TaskCall call() {
    return new RecordingSubmitter().task("a.task");
  }

  private static Map<String, ?> fields(TaskCall call) {
    return call.request().message().fields();
  }

  private static void refused(String words, UnaryOperator<TaskCall> making) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> making.apply(call()).request());
    assertTrue(String.valueOf(refusal.getMessage()).contains(words), refusal.getMessage());
  }

  @Test
  void theOptionsBecomeFields() {
    assertEquals(3600, fields(call().uniqueFor(Duration.ofHours(1))).get("unique_for"));
    assertEquals(true, fields(call().replace()).get("replace"));
    assertEquals(true, fields(call().collect().debounce(SECOND)).get("collect"));
    Map<String, ?> debounced = fields(call().debounce(SECOND, SECOND.multipliedBy(9)));
    assertEquals(1, debounced.get("debounce"));
    assertEquals(9, debounced.get("debounce_max"));
  }

  @Test
  void wrongCombinationsAreRefusedInWords() {
    refused("more than 0", call -> call.uniqueFor(Duration.ZERO));
    refused("negative", call -> call.debounce(SECOND.negated()));
    refused("must not be less", call -> call.debounce(SECOND, Duration.ofMillis(1)));
    refused("replace and collect", call -> call.replace().collect());
    refused("unique_for and replace", call -> call.uniqueFor(SECOND).replace());
    refused("on_duplicate and replace", call -> call.replace().onDuplicate(OnDuplicate.SERIAL));
    refused("leave delay out", call -> call.debounce(SECOND).delay(SECOND));
    refused("leave at out", call -> call.debounce(SECOND).at(Instant.now()));
    refused("either args or kwargs", call -> call.collect().args(1).kwarg("a", 1));
  }

  @Test
  void onDuplicateMayBeParallelOrBesideAPeriod() {
    fields(call().replace().onDuplicate(OnDuplicate.PARALLEL));
    assertEquals(
        "serial",
        fields(call().uniqueFor(SECOND).onDuplicate(OnDuplicate.SERIAL)).get("on_duplicate"));
  }
}
