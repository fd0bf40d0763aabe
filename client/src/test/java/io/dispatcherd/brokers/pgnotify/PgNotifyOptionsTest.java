package io.dispatcherd.brokers.pgnotify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PgNotifyOptionsTest {
  private static final Duration AGE = Duration.ofSeconds(2);

  @Test
  void theRequestedChannelComesBeforeTheDefaultAndThatBeforeTheOnlyOne() {
    PgNotifyOptions both =
        new PgNotifyOptions(List.of("only"), Optional.of("default"), Optional.empty(), AGE);

    assertEquals("requested", both.publishChannel(Optional.of("requested")));
    assertEquals("default", both.publishChannel(Optional.empty()));
    assertEquals("only", PgNotifyOptions.listeningOn("only").publishChannel(Optional.empty()));
  }

  @Test
  void withoutAnObviousChannelTheErrorSaysWhatToSet() {
    for (PgNotifyOptions options :
        List.of(PgNotifyOptions.listeningOn(), PgNotifyOptions.listeningOn("a", "b"))) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class, () -> options.publishChannel(Optional.empty()));
      assertTrue(String.valueOf(refusal.getMessage()).contains("default_publish_channel"));
    }
  }

  @Test
  void theSelfCheckMayNotTakeLongerThanItsInterval() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new PgNotifyOptions(List.of(), Optional.empty(), Optional.of(AGE), AGE.plusMillis(1)));
  }
}
