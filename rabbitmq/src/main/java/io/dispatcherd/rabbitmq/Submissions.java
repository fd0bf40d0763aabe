package io.dispatcherd.rabbitmq;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.rabbitmq.connection.Letter;
import io.dispatcherd.rabbitmq.node.Letters;
import io.dispatcherd.rabbitmq.node.Rules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** From a message on its way out to what RabbitMQ takes. */
final class Submissions {
  /** Of AMQP; from 5 on a message is urgent. */
  private static final int USUAL_PRIORITY = 4;

  private static final int MOST_PRIORITY = 9;

  private final String name;
  private final Letters letters;
  private final Signing signing;
  private final int maxBytes;

  Submissions(String name, Letters letters, Signing signing, int maxBytes) {
    this.name = name;
    this.letters = letters;
    this.signing = signing;
    this.maxBytes = maxBytes;
  }

  /** Whether it is a command, which goes to whoever listens and isn't kept. */
  static boolean isCommand(Outgoing outgoing) {
    try {
      // Most tasks are told apart without reading them twice.
      return outgoing.payload().contains("\"control\"")
          && MessageDecoder.decode(outgoing.payload()) instanceof ControlMessage;
    } catch (MessageFormatException e) {
      return false;
    }
  }

  /**
   * The letter of a task.
   *
   * @param replyTo where it is to be said how it ended; null if nobody wants to know
   * @throws BrokerException if the broker can't keep what the task asks for
   */
  Letter of(Outgoing outgoing, @Nullable String replyTo) {
    TaskMessage message = task(outgoing);
    Rules.problemWith(message)
        .ifPresent(
            problem -> {
              throw new BrokerException("%s: %s: %s".formatted(name, message.task(), problem));
            });
    byte[] body =
        signing.sealKept(outgoing.channel(), outgoing.payload()).getBytes(StandardCharsets.UTF_8);
    if (body.length > maxBytes) {
      throw new BrokerException(
          "%s: a message of %d bytes for %s, and max_message_bytes is %d: store what is large elsewhere and submit where it is"
              .formatted(name, body.length, message.task(), maxBytes));
    }
    return letters.submitted(
        outgoing.channel(),
        uuid(message),
        priority(message),
        delay(outgoing, message),
        replyTo,
        body);
  }

  private TaskMessage task(Outgoing outgoing) {
    try {
      Message message = MessageDecoder.decode(outgoing.payload());
      if (message instanceof TaskMessage task) {
        return task;
      }
    } catch (MessageFormatException e) {
      throw new BrokerException(
          "%s: a message can't be sent: %s".formatted(name, e.getMessage()), e);
    }
    throw new BrokerException(name + " takes whole tasks only");
  }

  private static String uuid(TaskMessage message) {
    String own = message.uuid();
    return own == null ? UUID.randomUUID().toString() : own;
  }

  /** Servers that tell two or more levels apart take the larger ones first. */
  private static int priority(TaskMessage message) {
    if (!message.toJson().contains("\"priority\"")) {
      return USUAL_PRIORITY;
    }
    return message.fields().get("priority") instanceof Number own
        ? (int) Math.max(0, Math.min(MOST_PRIORITY, USUAL_PRIORITY + own.longValue()))
        : USUAL_PRIORITY;
  }

  private static Duration delay(Outgoing outgoing, TaskMessage message) {
    Optional<Duration> until =
        outgoing.at().map(at -> Duration.between(Instant.now(), at)).or(message::delay);
    return until.filter(delay -> !delay.isNegative()).orElse(Duration.ZERO);
  }
}
