package io.dispatcherd.queue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.Uniqueness;
import io.dispatcherd.queue.store.DuplicateClaim;
import io.dispatcherd.queue.store.NewJob;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a message on its way out to a job: what the database decides by stands in columns. */
final class Submissions {
  private Submissions() {}

  static List<NewJob> of(List<Outgoing> messages, Signing signing) {
    return messages.stream().map(message -> job(message, signing)).toList();
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

  private static NewJob job(Outgoing outgoing, Signing signing) {
    TaskMessage message = task(outgoing);
    Map<String, ?> fields = message.fields();
    String key = fields.get("key") instanceof String text ? text : null;
    String rule = rule(message);
    String sealed = signing.sealKept(outgoing.channel(), outgoing.payload());
    String special = special(message, fields, outgoing, key);
    if (special != null
        && Boolean.TRUE.equals(fields.get("collect"))
        && !sealed.equals(outgoing.payload())) {
      throw new BrokerException(
          "pg_queue: collect makes a message of several in the database, which can't sign it:"
              + " submit them without collect, or turn signing off");
    }
    return new NewJob(
        sealed,
        message.task(),
        outgoing.channel(),
        integer(fields, "priority"),
        integer(fields, "max_attempts"),
        outgoing.at().orElse(null),
        message.delay().filter(delay -> delay.compareTo(Duration.ZERO) > 0).orElse(null),
        rule,
        rule == null ? null : claim(message, key),
        key,
        outgoing.isIdentified() ? message.uuid() : null,
        outgoing.isIdentified() ? null : message.uuid(),
        special);
  }

  /** What else it says of duplicates, with what that goes by; null if nothing. */
  private static @Nullable String special(
      TaskMessage message, Map<String, ?> fields, Outgoing outgoing, @Nullable String key) {
    try {
      Uniqueness uniqueness = Uniqueness.of(fields);
      if (uniqueness.isNone()) {
        return null;
      }
      if (uniqueness.debounce().isPresent() && outgoing.at().isPresent()) {
        throw new MessageFormatException("debounce says when the task starts: give it no time");
      }
      Map<String, Object> special = new LinkedHashMap<>(uniqueness.fields());
      special.put(
          "claim",
          key == null && uniqueness.isCollecting()
              ? DuplicateClaim.ofArguments(message.task(), List.of(), Map.of())
              : claim(message, key));
      return Json.write(special);
    } catch (MessageFormatException e) {
      throw new BrokerException("pg_queue: a message can't be stored: " + e.getMessage(), e);
    }
  }

  private static TaskMessage task(Outgoing outgoing) {
    try {
      Message message = MessageDecoder.decode(outgoing.payload());
      if (message instanceof TaskMessage task) {
        return task;
      }
    } catch (MessageFormatException e) {
      throw new BrokerException("pg_queue: a message can't be stored: " + e.getMessage(), e);
    }
    throw new BrokerException(
        "pg_queue keeps tasks only: commands go out on no connection of the caller's");
  }

  private static @Nullable String rule(TaskMessage message) {
    return switch (String.valueOf(message.fields().get("on_duplicate"))) {
      case "serial" -> "serial";
      case "discard" -> "discard";
      case "queue_one" -> "queue_one";
      default -> null;
    };
  }

  private static String claim(TaskMessage message, @Nullable String key) {
    return key != null
        ? DuplicateClaim.ofKey(message.task(), key)
        : DuplicateClaim.ofArguments(message.task(), message.args(), message.kwargs());
  }

  private static @Nullable Integer integer(Map<String, ?> fields, String name) {
    return Optional.ofNullable(fields.get(name))
        .filter(Number.class::isInstance)
        .map(number -> ((Number) number).intValue())
        .orElse(null);
  }
}
