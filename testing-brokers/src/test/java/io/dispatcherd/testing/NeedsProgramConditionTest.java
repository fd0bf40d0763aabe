package io.dispatcherd.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

class NeedsProgramConditionTest {
  private static final String INSTALL = "apt-get install brewer";

  @Test
  void withTheProgramTestsRun() {
    assertFalse(condition(true, false).decide("brewer", INSTALL, "test").isDisabled());
  }

  @Test
  void withoutItTestsAreSkippedForAReasonThatSaysWhatToDo() {
    ConditionEvaluationResult result = condition(false, false).decide("brewer", INSTALL, "test");

    assertTrue(result.isDisabled());
    assertEquals(
        Optional.of("there is no brewer in the PATH; install it with: " + INSTALL),
        result.getReason());
  }

  @Test
  void whereNothingMayBeMissingTheyFail() {
    NeedsProgramCondition strict = condition(false, true);

    assertThrows(
        IllegalStateException.class, () -> strict.decide("brewer", INSTALL, "[class:Test]"));
  }

  private static NeedsProgramCondition condition(boolean isThere, boolean failing) {
    return new NeedsProgramCondition(name -> isThere, failing);
  }
}
