package io.dispatcherd.rabbitmq.chaos;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.rabbitmq.RabbitMqBroker;
import io.dispatcherd.rabbitmq.RabbitMqOptions;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A process that takes tasks, notes their uuids in a file, and acknowledges them. */
final class ChaosService {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int AHEAD = 20;

  private ChaosService() {}

  static RabbitMqBroker broker(String prefix, Endpoint endpoint) {
    return new RabbitMqBroker(
        RabbitMqOptions.defaults().prefix(prefix).confirmTimeout(Duration.ofSeconds(5)),
        Server.LOCAL.at(endpoint));
  }

  /** Arguments: the prefix, the port, the file. */
  public static void main(String[] arguments) throws Exception {
    Endpoint endpoint = new Endpoint("127.0.0.1", Integer.parseInt(arguments[1]));
    try (RabbitMqBroker broker = broker(arguments[0], endpoint);
        FileOutputStream file = new FileOutputStream(arguments[2], true)) {
      while (true) {
        try (Subscription subscription = broker.subscribe()) {
          serve(subscription, file);
        } catch (BrokerException e) {
          LockSupport.parkNanos(PAUSE.toNanos());
        }
      }
    }
  }

  private static void serve(Subscription subscription, FileOutputStream file)
      throws InterruptedException, IOException {
    while (true) {
      for (Received received : subscription.receive(AHEAD, Duration.ofSeconds(5))) {
        if (received instanceof Delivery delivery) {
          file.write((delivery.id().orElseThrow() + "\n").getBytes(StandardCharsets.US_ASCII));
          var unused = delivery.acknowledge(Acknowledgement.Done.WITHOUT_RESULT);
        }
      }
    }
  }
}
