package io.dispatcherd.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.topology.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands to all services, and a queue of its own for the replies. */
final class RabbitMqConversation implements Conversation {
  private static final Logger log = LoggerFactory.getLogger(RabbitMqConversation.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final String name;
  private final Connection connection;
  private final Channel channel;
  private final Names names;
  private final Signing signing;
  private final Consumer<AutoCloseable> onClose;
  private final String replyTo;
  private final BlockingQueue<String> replies = new LinkedBlockingQueue<>();

  /**
   * @param connection belongs to the conversation from now on
   * @param onClose told that it is closed
   * @throws IOException if the server refuses or the connection breaks
   */
  RabbitMqConversation(
      String name,
      Connection connection,
      Names names,
      Signing signing,
      Consumer<AutoCloseable> onClose)
      throws IOException {
    this.name = name;
    this.connection = connection;
    this.names = names;
    this.signing = signing;
    this.onClose = onClose;
    channel = connection.createChannel();
    replyTo = names.reply();
    channel.queueDeclare(replyTo, false, true, true, Map.of());
    channel.confirmSelect();
    channel.basicConsume(replyTo, true, new Replies(channel));
  }

  @Override
  public String replyTo() {
    return replyTo;
  }

  @Override
  public void send(Outgoing message) {
    String exchange = names.control();
    try {
      for (String text : signing.seal(exchange, message.payload(), Integer.MAX_VALUE)) {
        channel.basicPublish(
            exchange, "", RabbitMqBroker.COMMAND, text.getBytes(StandardCharsets.UTF_8));
      }
      channel.waitForConfirmsOrDie(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerException(name + ": interrupted while sending a command", e);
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      throw new BrokerException(
          "%s: a command could not be sent: %s".formatted(name, Failures.words(e)), e);
    }
  }

  @Override
  public List<String> receive(Duration atMost) throws InterruptedException {
    List<String> received = new ArrayList<>();
    String first = replies.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    if (first == null) {
      if (!connection.isOpen()) {
        throw new BrokerException(name + ": the connection for replies broke");
      }
      return received;
    }
    received.add(first);
    replies.drainTo(received);
    return signing.verifyReplies(replyTo, received);
  }

  @Override
  public void close() {
    onClose.accept(this);
    try {
      connection.close((int) LIMIT.toMillis());
    } catch (IOException | ShutdownSignalException e) {
      log.debug("{}: the connection of a conversation can't be closed", name, e);
    }
  }

  private final class Replies extends DefaultConsumer {
    Replies(Channel channel) {
      super(channel);
    }

    @Override
    public void handleDelivery(
        String tag, Envelope envelope, BasicProperties properties, byte[] body) {
      replies.add(new String(body, StandardCharsets.UTF_8));
    }
  }
}
