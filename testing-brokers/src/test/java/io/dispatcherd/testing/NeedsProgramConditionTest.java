package io.dispatcherd.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsProgramConditionTest {
  private static final String INSTALL = "apt-get install brewer";

  @TempDir private Path folder;

  @Test
  void withTheProgramTestsRunAndNothingIsWritten() {
    assertFalse(condition(true, false).decide("brewer", INSTALL, "test").isDisabled());

    assertFalse(Files.exists(folder.resolve("brewer")));
  }

  @Test
  void withoutItTestsAreSkippedAndALineIsLeftUntilItIsThere() throws IOException {
    assertTrue(condition(false, false).decide("brewer", INSTALL, "test").isDisabled());

    assertEquals(
        "needs brewer: tests were skipped without it; install it with: " + INSTALL + "\n",
        Files.readString(folder.resolve("brewer")));

    assertFalse(condition(true, false).decide("brewer", INSTALL, "test").isDisabled());
    assertFalse(Files.exists(folder.resolve("brewer")));
  }

  @Test
  void whereNothingMayBeMissingTheyFail() {
    NeedsProgramCondition strict = condition(false, true);

    assertThrows(
        IllegalStateException.class, () -> strict.decide("brewer", INSTALL, "[class:Test]"));
  }

  private NeedsProgramCondition condition(boolean isThere, boolean failing) {
    return new NeedsProgramCondition(folder, name -> isThere, failing);
  }
}
