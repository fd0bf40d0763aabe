package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What takes one place that knows all tasks is refused before anything is sent. */
class RefusedRulesTest {
  /** Nothing listens there, and nothing has to. */
  private static final Server NOWHERE = Server.LOCAL.at(new Endpoint("127.0.0.1", 1));

  private static String failure(String message) {
    try (RabbitMqBroker broker = new RabbitMqBroker(RabbitMqOptions.defaults(), NOWHERE)) {
      Exception failure =
          assertThrows(
              BrokerException.class,
              () -> broker.publish(List.of(new Outgoing("default", message))));
      return String.valueOf(failure.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"on_duplicate\": \"serial\"",
        "\"on_duplicate\": \"discard\"",
        "\"on_duplicate\": \"queue_one\"",
        "\"unique_for\": 60",
        "\"workflow\": {\"uuid\": \"w\"}"
      })
  void aRuleOverAllServicesIsRefusedInWords(String rule) {
    String failure = failure("{\"task\": \"app.work\", \"uuid\": \"u\", " + rule + "}");
    assertTrue(failure.contains("one place that knows all tasks"), failure);
    assertTrue(failure.contains("pg_queue"), failure);
    assertTrue(failure.contains("app.work"), failure);
  }

  @Test
  void whatRunsInParallelIsNot() {
    String failure =
        failure("{\"task\": \"app.work\", \"uuid\": \"u\", \"on_duplicate\": \"parallel\"}");
    assertTrue(failure.contains("cannot connect"), failure);
  }
}
