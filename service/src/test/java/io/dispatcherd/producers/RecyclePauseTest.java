package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecyclePauseTest {
  private final RecyclePause pauses = new RecyclePause();

  @Test
  void growsWithEachFailureInARowUpToItsLongest() {
    List<Long> millis = new ArrayList<>();
    for (int failure = 0; failure < 9; failure++) {
      millis.add(pauses.next().toMillis());
      pauses.over();
    }

    assertEquals(
        List.of(250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 15_000L, 15_000L), millis);
  }

  @Test
  void isShortAgainOnceAConnectionWasMade() {
    pauses.over();
    pauses.over();
    pauses.connected();

    assertEquals(RecyclePause.FIRST, pauses.next());
  }
}
