package io.dispatcherd.messages;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A command to the service, and where to send the reply.
 *
 * @param command the command's name; the service decides whether it exists
 * @param data the command's arguments, empty if it has none
 * @param replyTo the channel for the reply; null if none is wanted
 * @param delay how long to hold the command back; a delayed command is never answered
 */
public record ControlMessage(
    String command,
    Map<String, @Nullable Object> data,
    @Nullable String replyTo,
    Optional<Duration> delay)
    implements Message {
  static final String CONTROL = "control";
  private static final String CONTROL_DATA = "control_data";
  private static final String REPLY_TO = "reply_to";
  private static final String DELAY = "delay";

  /**
   * A command that is carried out at once.
   *
   * @throws MessageFormatException if the data are no JSON values, or can't be within a message
   *     because of their depth or the length of a number
   */
  public static ControlMessage of(String command, Map<String, ?> data, @Nullable String replyTo) {
    return new ControlMessage(
        command, Fields.copyOf(data, CONTROL_DATA, 1), replyTo, Optional.empty());
  }

  static ControlMessage of(Map<String, @Nullable Object> fields) {
    Fields reader = new Fields(fields);
    return new ControlMessage(
        reader.requiredName(CONTROL),
        reader.object(CONTROL_DATA),
        reader.name(REPLY_TO),
        Optional.ofNullable(reader.duration(DELAY)));
  }

  /** The JSON text that asks for this command. */
  public String toJson() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(CONTROL, command);
    fields.put(CONTROL_DATA, data);
    if (replyTo != null) {
      fields.put(REPLY_TO, replyTo);
    }
    delay.ifPresent(time -> fields.put(DELAY, BigDecimal.valueOf(time.toNanos(), 9)));
    return Json.write(Collections.unmodifiableMap(fields));
  }

  /** The command's name only: its arguments may be confidential. */
  @Override
  public String toString() {
    return "control " + command;
  }
}
