package io.dispatcherd.stress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A moment of what {@link LoadStressTest} does for minutes. */
@Tag("functional")
class LoadFunctionalTest {
  @Test
  void underLoadAndTroubleNothingIsLostNothingRunsTwiceAndNothingIsLeftOver() throws Exception {
    TestPostgres.shared(); // Its process is a child, too.
    Leftovers leftovers = new Leftovers();
    String channel;
    try (Load load = new Load()) {
      channel = load.channel();
      Round round = load.round(Duration.ofSeconds(3));
      assertTrue(round.counts().containsKey(Outcome.DONE), () -> round.counts().toString());
    }
    leftovers.awaitNone("the service and its publishers");
    Leftovers.awaitNoConnection(TestPostgres.shared(), channel);
  }
}
