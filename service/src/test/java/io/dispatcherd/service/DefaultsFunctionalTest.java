package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.socket.SocketBroker;
import io.dispatcherd.service.fixtures.RunningService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a service makes of what is left out, or turned off. */
@Tag("functional")
class DefaultsFunctionalTest {
  private static RunningService service;

  @BeforeAll
  static void start() {
    RunningService.Changed brokers =
        usual -> {
          Map<Object, Object> pgNotify =
              new HashMap<>(RunningService.object(usual.get("pg_notify")));
          pgNotify.put("max_connection_idle_seconds", null);
          Map<Object, Object> all = new HashMap<>(usual);
          all.put("pg_notify", pgNotify);
          return all;
        };
    service =
        RunningService.builder()
            .part("service", Map.of("process_manager_cls", "ThreadManager"))
            .part("brokers", brokers)
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Test
  void aServiceWithoutANameIsCalledByARandomUuid() {
    String nodeId = service.control("alive").nodeId();

    assertEquals(4, UUID.fromString(nodeId).version(), nodeId);
  }

  @Test
  void withoutAnIdleTimeThereAreNoSelfChecksAndTasksArriveAllTheSame() throws Exception {
    service.probe("say", "unchecked");
    service.probe().await("unchecked");
    Map<?, ?> producer =
        RunningService.object(service.control("producers").get("pg_notify-producer"));
    Map<?, ?> selfCheck = RunningService.object(producer.get("broker_self_check"));

    assertEquals(false, selfCheck.get("enabled"));
    assertEquals(0, selfCheck.get("success_count"));
  }

  @Test
  void aCommandThatNamesNoReplyChannelIsCarriedOutAndNotAnswered() throws Exception {
    service.probe(Map.of("uuid", "u-unwanted", "delay", 300), "say", "never");
    service.awaitCount("delayed", 1);
    try (SocketBroker broker = new SocketBroker(service.socket());
        Conversation conversation = broker.converse()) {
      conversation.send(
          message("{\"control\":\"cancel\",\"control_data\":{\"uuid\":\"u-unwanted\"}}"));
      conversation.send(message("{\"control\":\"main\",\"reply_to\":\"me\"}"));

      List<String> replies = conversation.receive(Duration.ofSeconds(30));

      assertEquals(1, replies.size(), replies::toString);
      assertTrue(replies.getFirst().contains("received_count"), replies::toString);
      assertEquals(0, service.count("delayed"));
    }
  }

  private static Outgoing message(String text) {
    return new Outgoing("any", text);
  }
}
