package io.dispatcherd.processors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.TaskMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DuplicateRuleTest {
  @ParameterizedTest
  @CsvSource({
    "parallel, PARALLEL",
    "discard, DISCARD",
    "serial, SERIAL",
    "queue_one, QUEUE_ONE",
  })
  void isFoundByItsWireName(String name, DuplicateRule rule) {
    assertEquals(rule, DuplicateRule.of(TaskMessage.named("a").with("on_duplicate", name)));
    assertEquals(name, rule.wireName());
  }

  @Test
  void isParallelWhenAbsent() {
    assertEquals(DuplicateRule.PARALLEL, DuplicateRule.of(TaskMessage.named("a")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SERIAL", "queue-one", "first"})
  void isParallelWhenUnknown(String name) {
    assertEquals(
        DuplicateRule.PARALLEL,
        DuplicateRule.of(TaskMessage.named("a").with("on_duplicate", name)));
  }
}
