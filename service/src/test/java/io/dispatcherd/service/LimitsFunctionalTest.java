package io.dispatcherd.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.corpus.Corpus;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A running service, and those who want too much of it or send what is none of its business. */
@Tag("functional")
class LimitsFunctionalTest {
  private static final String ALIVE = "{\"control\": \"alive\", \"reply_to\": \"x\"}\n";

  @Test
  void everyLimitThatIsHitIsCountedByItsNameAndTheServiceGoesOn() throws Exception {
    Map<String, Object> bounds =
        Map.of(
            "max_message_bytes", 2_000,
            "max_message_nesting", 10,
            "max_number_length", 20,
            "max_chunked_messages", 2,
            "max_chunks", 4,
            "max_chunk_bytes", 1_024,
            "max_delayed_commands", 1,
            "max_reply_bytes", 1_024);
    try (CapturedLog log = new CapturedLog();
        RunningService service = start(bounds)) {
      service.publish("{\"task\": \"x\", \"args\": [\"" + "x".repeat(2_000) + "\"]}");
      service.publish("{\"task\": \"x\", \"args\": " + "[".repeat(10) + "]".repeat(10) + "}");
      service.publish("{\"task\": \"x\", \"args\": [" + "1".repeat(21) + "]}");
      service.publish(chunk("many", 5, "x"));
      for (String id : List.of("a", "b", "c")) {
        service.publish(chunk(id, 2, "x"));
      }
      service.publish(chunk("large", 2, "x".repeat(600)));
      service.publish("{\"control\": \"alive\", \"delay\": 300}");
      service.publish("{\"control\": \"alive\", \"delay\": 300}");
      assertTrue(
          ask(service, "{\"control\": \"threads\", \"reply_to\": \"x\"}\n")
              .startsWith("{\"error\":\"the reply is larger than 1024 bytes"));
      service.probe("say", "unharmed");
      service.probe().await("unharmed");

      assertEquals(
          Map.of(
              "message_bytes", 1,
              "message_nesting", 1,
              "number_length", 1,
              "chunks", 1,
              "chunked_messages", 2,
              "chunk_bytes", 2,
              "delayed_commands", 1,
              "reply_bytes", 1),
          service.control("main").get("limit_hits"));
      List<String> errors = log.lines(Level.ERROR);
      assertEquals(10, errors.size(), () -> String.join("\n", errors));
      // In whatever order: a client of the socket may be heard before what was notified.
      assertTrue(
          errors.stream()
              .anyMatch(
                  line ->
                      line.contains(
                          "(limit message_bytes, option service.main_kwargs.max_message_bytes)")),
          errors::toString);
    }
  }

  @Test
  void aWorkerThatSaysMoreThanIsDecidedAboutHasToWaitAndNothingIsLost() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service =
            start(WorkerKind.PROCESS, Map.of("max_undecided_frame_bytes", 1_024))) {
      service.probe("followMany", 8, 50, 2_000);
      service.probe().await("submitted 400");

      assertTrue(
          log.lines(Level.WARN).stream()
              .anyMatch(
                  line ->
                      line.contains(
                          "(limit undecided_frame_bytes,"
                              + " option service.main_kwargs.max_undecided_frame_bytes)")),
          () -> String.join("\n", log.lines(Level.WARN)));
    }
  }

  @Test
  void theWholeCorpusSentToAServiceIsRefusedAndCountedAndHarmsNobody() throws Exception {
    try (RunningService service = start(Map.of())) {
      service.probe("gate", "neighbour");
      service.probe().await("neighbour");
      int refused = 0;
      for (Corpus.Case message : Corpus.read("messages.json")) {
        if (!message.text().isBlank()) {
          refused++;
          send(service, message.text().getBytes(UTF_8));
        }
      }
      for (Corpus.Case bytes : Corpus.read("socket-bytes.json")) {
        refused += (int) bytes.text().lines().filter(LimitsFunctionalTest::isMessage).count();
        send(service, bytes.bytes());
      }
      service.awaitCount("refused_count", refused);

      assertTrue(ask(service, ALIVE).contains("node-under-test"));
      service.probe().release("neighbour");
      service.probe().await("after neighbour");
      service.awaitCount("finished_count", 1);
      assertEquals(0, service.count("failed_count"));
      assertEquals(0, service.count("queued"));
      assertEquals(Map.of(), service.control("chunks").get("partials"));
    }
  }

  @Test
  void aFloodOfNonsenseIsCountedButDoesNotFloodTheLog() throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = start(Map.of())) {
      send(service, "{\"task\": 5}\n".repeat(20_000).getBytes(UTF_8));
      service.awaitCount("refused_count", 20_000);

      assertTrue(ask(service, ALIVE).contains("node-under-test"));
      assertTrue(
          log.lines(Level.WARN).size() < 200, () -> "lines: " + log.lines(Level.WARN).size());
      assertTrue(
          log.lines(Level.ERROR).stream().anyMatch(line -> line.contains("are only counted")));
    }
  }

  /** Lines that are no UTF-8, or too long, don't get as far as being counted as messages. */
  private static boolean isMessage(String line) {
    return !line.isBlank() && !line.contains("\ufffd") && line.length() <= 1_000_000;
  }

  private static RunningService start(Map<String, Object> bounds) {
    return start(WorkerKind.THREAD, bounds);
  }

  private static RunningService start(WorkerKind workers, Map<String, Object> bounds) {
    return workers.builder().main(bounds).start();
  }

  private static String chunk(String id, int total, String payload) {
    return "{\"__dispatcherd_chunk__\": \"v1\", \"message_id\": \"%s\", \"index\": 0, \"total\": %d, \"payload\": \"%s\"}"
        .formatted(id, total, payload);
  }

  /** As a client that sends and goes; one that sends too much is gone before it has sent all. */
  private static void send(RunningService service, byte[] bytes) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(service.socket()))) {
      ByteBuffer all = ByteBuffer.wrap(bytes);
      while (all.hasRemaining()) {
        client.write(all);
      }
    } catch (IOException e) {
      assertFalse(bytes.length < 1_000_000, e::toString);
    }
  }

  private static String ask(RunningService service, String question) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(service.socket()))) {
      client.write(ByteBuffer.wrap(question.getBytes(UTF_8)));
      return new Scanner(Channels.newInputStream(client), UTF_8).nextLine();
    }
  }
}
