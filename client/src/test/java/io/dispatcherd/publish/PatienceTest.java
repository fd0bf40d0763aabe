package io.dispatcherd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Reply ERROR = Reply.fromJson("{\"error\": \"no\", \"node_id\": \"a\"}");
  private static final Reply ACK = Reply.fromJson("{\"ack\": {}, \"node_id\": \"b\"}");

  private static Deadline past() {
    return new Deadline(System.nanoTime());
  }

  @Nested
  class ForReplies {
    private final Patience patience = Patience.forReplies(2, Deadline.in(LONG));

    @Test
    void endsWithTheLastOneExpected() {
      assertFalse(patience.left(List.of()).isZero());
      assertFalse(patience.left(List.of(ACK)).isZero());
      assertTrue(patience.left(List.of(ACK, ERROR)).isZero());
    }

    @Test
    void endsWhenTheTimeIsUp() {
      assertTrue(Patience.forReplies(1, past()).left(List.of()).isZero());
    }
  }

  @Nested
  class ForSuccess {
    private final Patience patience = Patience.forSuccess(Deadline.in(LONG), Duration.ofMinutes(1));

    @Test
    void endsWithTheFirstReplyThatIsNoError() {
      assertTrue(patience.left(List.of(ACK)).isZero());
      assertTrue(patience.left(List.of(ERROR, ACK)).isZero());
    }

    @Test
    void givesOtherServicesLessTimeOnceOneHasRefused() {
      Duration beforeAny = patience.left(List.of());
      Duration afterOne = patience.left(List.of(ERROR));
      Duration afterTwo = patience.left(List.of(ERROR, ERROR));

      assertTrue(beforeAny.compareTo(Duration.ofMinutes(1)) > 0);
      assertTrue(afterOne.compareTo(Duration.ofMinutes(1)) <= 0);
      assertTrue(afterTwo.compareTo(afterOne) <= 0, "a further refusal brings no new time");
    }

    @Test
    void neverLastsLongerThanTheCallerWaits() {
      assertEquals(Duration.ZERO, Patience.forSuccess(past(), LONG).left(List.of(ERROR)));
    }
  }
}
