package io.dispatcherd.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogThresholdTest {
  @ParameterizedTest
  @CsvSource({
    "debug, DEBUG",
    "Info, INFO",
    "WARNING, WARNING",
    "error, ERROR",
    "critical, CRITICAL"
  })
  void isNamedInAnyCase(String name, LogThreshold level) {
    assertEquals(level, LogThreshold.named(name));
  }

  @Test
  void anotherNameIsRefusedWithThoseThatThereAre() {
    assertEquals(
        "expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
        assertThrows(IllegalArgumentException.class, () -> LogThreshold.named("loud"))
            .getMessage());
  }
}
