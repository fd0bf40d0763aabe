package io.dispatcherd.service.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ReplyTextTest {
  private final LimitHits hits = new LimitHits();
  private final ReplyText texts = new ReplyText(200, hits);

  @Test
  void isTheReplyAsJsonInAscii() {
    assertEquals("{\"a\":[1,\"\\u6f22\"]}", texts.of(Map.of("a", List.of(1, "漢"))));
  }

  @Test
  void isAnErrorInPlaceOfAReplyThatIsTooLargeAsItIsSent() {
    for (String text : List.of("x".repeat(200), "漢".repeat(35))) {
      assertEquals(
          Map.of("error", "the reply is larger than 200 bytes; ask for less", "node_id", "n"),
          Json.parse(texts.of(Map.of("text", text, "node_id", "n"))));
    }
    assertEquals(2, hits.count(Limit.REPLY_BYTES));
  }

  /** An error would have the task submitted again, and run twice. */
  @Test
  void namesATaskThatWasTakenHoweverLargeItIs() {
    Map<String, Object> message =
        Map.of("task", "a.b", "uuid", "u-1", "args", List.of("x".repeat(1_000)));

    assertEquals(
        Map.of("ack", Map.of("task", "a.b", "uuid", "u-1"), "node_id", "n"),
        Json.parse(texts.of(Map.of("ack", message, "node_id", "n"))));
    assertEquals(0, hits.count(Limit.REPLY_BYTES));
  }

  @Test
  void isAnErrorInPlaceOfWhatCantBeWritten() {
    assertEquals(
        Map.of(
            "error",
            "the reply can't be written: NaN and Infinity are not JSON numbers",
            "node_id",
            "n"),
        Json.parse(texts.of(Map.of("load", Double.NaN, "node_id", "n"))));
  }

  /** To throw would be to throw on the event loop. */
  @Test
  void ofThisJvmEndsWithAnErrorIfItCantBeWritten() {
    FutureReply reply = new FutureReply();

    reply.send(Map.of("load", Double.NaN));

    assertTrue(reply.future().isCompletedExceptionally());
    assertThrows(CompletionException.class, reply.future()::join);
  }
}
