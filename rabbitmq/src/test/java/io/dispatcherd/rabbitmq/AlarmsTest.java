package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.testing.NeedsVariable;
import io.dispatcherd.testing.TcpProxy;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What publishers see of a server that takes no messages, or doesn't answer. */
@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class AlarmsTest {
  private static final int METHOD = 1;
  private static final int CONNECTION = 10;
  private static final int BLOCKED = 60;
  private static final int UNBLOCKED = 61;
  private static final int FRAME_END = 0xCE;

  private TestRabbitMq server;
  private TcpProxy network;

  @BeforeEach
  void open() throws Exception {
    server = TestRabbitMq.open();
    network = TcpProxy.to(TestRabbitMq.address());
  }

  @AfterEach
  void close() throws Exception {
    network.close();
    server.close();
  }

  private RabbitMqBroker broker(Duration confirmTimeout) {
    return new RabbitMqBroker(
        server.options("work").confirmTimeout(confirmTimeout),
        TestRabbitMq.server().at(new Endpoint("127.0.0.1", network.port())));
  }

  private static boolean submit(RabbitMqBroker broker) {
    broker.publish(List.of(new Outgoing("work", "{\"task\": \"app.work\"}")));
    return true;
  }

  /** What a server says that is short of memory: connection.blocked, with the reason. */
  private static byte[] blocked(String reason) throws IOException {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream arguments = new ByteArrayOutputStream();
    arguments.write(text.length);
    arguments.write(text);
    return frame(BLOCKED, arguments.toByteArray());
  }

  private static byte[] frame(int method, byte[] arguments) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream frame = new DataOutputStream(bytes);
    frame.writeByte(METHOD);
    frame.writeShort(0);
    frame.writeInt(4 + arguments.length);
    frame.writeShort(CONNECTION);
    frame.writeShort(method);
    frame.write(arguments);
    frame.writeByte(FRAME_END);
    return bytes.toByteArray();
  }

  private static void awaitBlocked(RabbitMqBroker broker) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (broker.blockedBy().isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void aSubmissionWaitsWhileTheServerTakesNoMessages() throws Exception {
    try (RabbitMqBroker broker = broker(Duration.ofSeconds(20))) {
      submit(broker);
      assertTrue(broker.blockedBy().isEmpty());
      network.say(blocked("low on memory"));
      awaitBlocked(broker);
      assertEquals("low on memory", broker.blockedBy().orElseThrow());
      assertEquals("low on memory", broker.status().get("blocked"));
      FutureTask<Boolean> submission = new FutureTask<>(() -> submit(broker));
      new Thread(submission, "submits").start();
      assertThrows(TimeoutException.class, () -> submission.get(200, TimeUnit.MILLISECONDS));
      network.say(frame(UNBLOCKED, new byte[0]));
      assertTrue(submission.get(10, TimeUnit.SECONDS));
      assertTrue(broker.blockedBy().isEmpty());
      assertFalse(broker.status().containsKey("blocked"));
    }
  }

  @Test
  void aSubmissionFailsInWordsIfThatLastsTooLong() throws Exception {
    try (RabbitMqBroker broker = broker(Duration.ofMillis(300))) {
      submit(broker);
      network.say(blocked("low on disk"));
      awaitBlocked(broker);
      Exception failure = assertThrows(BrokerException.class, () -> submit(broker));
      assertTrue(String.valueOf(failure.getMessage()).contains("low on disk"), failure::toString);
    }
  }

  @Test
  void aServerThatDoesNotConfirmInTimeLeavesItUnknownWhatIsStored() throws Exception {
    try (RabbitMqBroker broker = broker(Duration.ofMillis(300))) {
      submit(broker);
      network.freeze();
      Exception failure = assertThrows(BrokerException.class, () -> submit(broker));
      assertTrue(String.valueOf(failure.getMessage()).contains("unknown"), failure::toString);
      network.letThrough();
      assertTrue(submit(broker));
    }
  }
}
