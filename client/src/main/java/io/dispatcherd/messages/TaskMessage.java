package io.dispatcherd.messages;

import io.dispatcherd.limits.MessageLimits;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One submission of a task: which one, with what arguments, under which conditions. Immutable.
 *
 * <p>Keys that this class doesn't know are kept and travel on. Every known field has been checked:
 * there is no message with, say, a negative time-out.
 */
public final class TaskMessage implements Message {
  private static final String TASK = "task";
  private static final String UUID = "uuid";
  private static final String ARGS = "args";
  private static final String KWARGS = "kwargs";
  private static final String TIMEOUT = "timeout";
  private static final String DELAY = "delay";
  private static final String ON_DUPLICATE = "on_duplicate";
  private static final String CHANNEL = "channel";

  private final Map<String, @Nullable Object> fields;

  /** The JSON text that says the same, if it is at hand. */
  private final @Nullable String text;

  private final String task;
  private final @Nullable String uuid;
  private final List<@Nullable Object> args;
  private final Map<String, @Nullable Object> kwargs;
  private final Optional<Duration> timeout;
  private final Optional<Duration> delay;
  private final Optional<String> onDuplicate;
  private final Optional<String> guid;
  private final Optional<String> channel;
  private final Optional<Double> timePub;
  private final List<TaskMessage> callbacks;
  private final List<TaskMessage> errbacks;

  /** Takes fields as {@link Json#parse} gives them. */
  TaskMessage(Map<String, @Nullable Object> fields) {
    this(fields, null);
  }

  /** Takes fields as {@link Json#parse} gives them for this text. */
  TaskMessage(Map<String, @Nullable Object> fields, @Nullable String text) {
    this.fields = fields;
    this.text = text;
    Fields reader = new Fields(fields);
    task = reader.requiredName(TASK);
    uuid = reader.name(UUID).orElse(null);
    args = reader.list(ARGS);
    kwargs = reader.object(KWARGS);
    timeout = reader.duration(TIMEOUT);
    delay = reader.duration(DELAY);
    onDuplicate = reader.name(ON_DUPLICATE);
    guid = reader.name("guid");
    channel = reader.name(CHANNEL);
    timePub = reader.number("time_pub");
    callbacks = reader.taskMessages("callbacks");
    errbacks = reader.taskMessages("errbacks");
    reader.flag("bind");
  }

  /**
   * A message with these fields, named as on the wire; values are plain JSON values.
   *
   * @throws MessageFormatException if a field is missing or wrong
   */
  public static TaskMessage of(Map<String, ? extends @Nullable Object> fields) {
    return new TaskMessage(Fields.copyOf(fields, "message"));
  }

  /** A message that only names its task. */
  public static TaskMessage named(String task) {
    return new TaskMessage(Map.of(TASK, task));
  }

  /**
   * Reads the JSON text of a task message, of whatever size: it has been let in already.
   *
   * @throws MessageFormatException if it is none
   */
  public static TaskMessage fromJson(String json) {
    return fromJson(json, MessageLimits.WIDEST);
  }

  /**
   * Reads the JSON text of a task message within the given bounds.
   *
   * @throws MessageLimitException if it exceeds one
   * @throws MessageFormatException if it is no task message
   */
  public static TaskMessage fromJson(String json, MessageLimits limits) {
    if (MessageDecoder.decode(json, limits) instanceof TaskMessage message) {
      return message;
    }
    throw new MessageFormatException("expected a task message");
  }

  /** The task's name. */
  public String task() {
    return task;
  }

  /** Identity of this submission; null only before the service or the publisher has given one. */
  public @Nullable String uuid() {
    return uuid;
  }

  /** Positional arguments, empty if there are none. */
  public List<@Nullable Object> args() {
    return args;
  }

  /** Named arguments, empty if there are none. */
  public Map<String, @Nullable Object> kwargs() {
    return kwargs;
  }

  /** How long the task may run; empty for no limit. */
  public Optional<Duration> timeout() {
    return timeout;
  }

  /** How long the task is held back after its arrival; empty for not at all. */
  public Optional<Duration> delay() {
    return delay;
  }

  /** The rule for duplicates as the message has it, not checked against the known ones. */
  public Optional<String> onDuplicate() {
    return onDuplicate;
  }

  /** Correlation id, passed through. */
  public Optional<String> guid() {
    return guid;
  }

  /** Where the service received the message; empty before that. */
  public Optional<String> channel() {
    return channel;
  }

  /** When it was published, in seconds of the epoch. */
  public Optional<Double> timePub() {
    return timePub;
  }

  /** What runs after the task, always. */
  public List<TaskMessage> callbacks() {
    return callbacks;
  }

  /** What runs after the task if it failed, before {@link #callbacks}. */
  public List<TaskMessage> errbacks() {
    return errbacks;
  }

  /** Every field, unknown ones included, in the order of the wire. */
  public Map<String, @Nullable Object> fields() {
    return fields;
  }

  /**
   * The same message with one more or another field.
   *
   * @throws MessageFormatException if the field may not have this value
   */
  public TaskMessage with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
    Object copy = Json.copy(value, key);
    changed.put(key, copy);
    return new TaskMessage(Collections.unmodifiableMap(changed), textWith(key, copy));
  }

  /** The text with one more field before its end; null if it has to be written anew. */
  private @Nullable String textWith(String key, @Nullable Object value) {
    if (text == null || fields.isEmpty() || fields.containsKey(key)) {
      return null;
    }
    String before = text.substring(0, text.lastIndexOf('}'));
    return before + "," + Json.write(key) + ":" + Json.write(value) + "}";
  }

  /** The same message with this identity. */
  public TaskMessage withUuid(String newUuid) {
    return with(UUID, newUuid);
  }

  /** The same message, received on this channel. */
  public TaskMessage withChannel(String newChannel) {
    return with(CHANNEL, newChannel);
  }

  /** The message as JSON text. */
  public String toJson() {
    return text == null ? Json.write(fields) : Json.escapeLoneSurrogates(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskMessage message && message.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** Task and uuid only: arguments may be confidential. */
  @Override
  public String toString() {
    return uuid == null ? task : task + " (uuid " + uuid + ")";
  }
}
