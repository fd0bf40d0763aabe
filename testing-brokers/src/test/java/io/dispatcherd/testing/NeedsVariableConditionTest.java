package io.dispatcherd.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class NeedsVariableConditionTest {
  private static final String NAMES = "a brewery, such as beer://localhost";

  @Test
  void withTheVariableTestsRun() {
    assertFalse(condition(true, false).decide("BREWERY", NAMES, "test").isDisabled());
  }

  @Test
  void withoutItTestsAreSkippedForAReasonThatSaysWhatToDo() {
    ConditionEvaluationResult result = condition(false, false).decide("BREWERY", NAMES, "test");

    assertTrue(result.isDisabled());
    assertEquals(Optional.of("BREWERY isn't set, which names " + NAMES), result.getReason());
  }

  @Test
  void whereNothingMayBeMissingTheyFail() {
    NeedsVariableCondition strict = condition(false, true);

    assertThrows(
        IllegalStateException.class, () -> strict.decide("BREWERY", NAMES, "[class:Test]"));
  }

  private static NeedsVariableCondition condition(boolean isSet, boolean failing) {
    return new NeedsVariableCondition(name -> isSet, failing);
  }
}
