package io.dispatcherd.messages;

import io.dispatcherd.limits.MessageLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One submission of a task, with its arguments and options. Immutable.
 *
 * <p>Unknown keys are kept and passed on. Every known field has been checked: there is no message
 * with, say, a negative time-out.
 *
 * <p>A message that arrived as JSON text keeps the text, not a map of its fields: very many may
 * wait, and most are only forwarded.
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

  private static final Set<String> KNOWN =
      Set.of(
          TASK,
          UUID,
          ARGS,
          KWARGS,
          TIMEOUT,
          DELAY,
          ON_DUPLICATE,
          CHANNEL,
          "guid",
          "key",
          "priority",
          "max_attempts",
          "backoff",
          "unique_for",
          "replace",
          "debounce",
          "debounce_max",
          "collect",
          "time_pub",
          "callbacks",
          "errbacks",
          "bind");

  /** All fields; null if there is a text instead. */
  private final @Nullable Map<String, @Nullable Object> fields;

  /** The same as JSON text, without an added uuid or channel. */
  private final @Nullable String text;

  private final boolean isUuidAdded;
  private final boolean isChannelAdded;

  private final String task;
  private final @Nullable String uuid;
  private final List<@Nullable Object> args;
  private final Map<String, @Nullable Object> kwargs;
  private final @Nullable Duration timeout;
  private final @Nullable Duration delay;
  private final @Nullable String onDuplicate;
  private final @Nullable String guid;
  private final @Nullable String channel;
  private final @Nullable Double timePub;
  private final List<TaskMessage> callbacks;
  private final List<TaskMessage> errbacks;

  /** Takes fields as {@link Json#parse} gives them. */
  TaskMessage(Map<String, @Nullable Object> fields) {
    this(fields, null);
  }

  /**
   * Takes fields as {@link Json#parse} gives them for this text, which has no unpaired surrogates.
   */
  TaskMessage(Map<String, @Nullable Object> fields, @Nullable String text) {
    Fields reader = new Fields(fields);
    task = reader.requiredName(TASK);
    uuid = reader.name(UUID);
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
    reader.checkOptions();
    boolean keepsText = text != null && isAbsentOrGiven(fields);
    this.text = keepsText ? text : null;
    this.fields = keepsText ? null : fields;
    isUuidAdded = false;
    isChannelAdded = false;
  }

  /** The same message with an added uuid and channel that its text doesn't have. */
  private TaskMessage(TaskMessage same, @Nullable String uuid, @Nullable String channel) {
    fields = null;
    text = same.text;
    isUuidAdded = same.isUuidAdded || (same.uuid == null && uuid != null);
    isChannelAdded = same.isChannelAdded || (same.channel == null && channel != null);
    this.uuid = uuid;
    this.channel = channel;
    task = same.task;
    args = same.args;
    kwargs = same.kwargs;
    timeout = same.timeout;
    delay = same.delay;
    onDuplicate = same.onDuplicate;
    guid = same.guid;
    timePub = same.timePub;
    callbacks = same.callbacks;
    errbacks = same.errbacks;
  }

  /** Whether absent values have no key in the text, so that they can be appended. */
  private boolean isAbsentOrGiven(Map<String, @Nullable Object> given) {
    return (uuid != null || !given.containsKey(UUID))
        && (channel != null || !given.containsKey(CHANNEL));
  }

  /**
   * A message with these fields, named as on the wire; values are plain JSON values.
   *
   * @throws MessageFormatException if a field is missing or wrong
   */
  public static TaskMessage of(Map<String, ? extends @Nullable Object> fields) {
    return new TaskMessage(Fields.copyOf(fields, "message", 0));
  }

  /** A message that only names its task. */
  public static TaskMessage named(String task) {
    return new TaskMessage(Map.of(TASK, task));
  }

  /**
   * Reads the JSON text of a task message that was accepted before, so without limits.
   *
   * @throws MessageFormatException if it is none
   */
  public static TaskMessage fromJson(String json) {
    return fromJson(json, MessageLimits.OWN_TEXTS);
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
    return Optional.ofNullable(timeout);
  }

  /** How long the task is held back after its arrival; empty for not at all. */
  public Optional<Duration> delay() {
    return Optional.ofNullable(delay);
  }

  /** The rule for duplicates as the message has it, not checked against the known ones. */
  public Optional<String> onDuplicate() {
    return Optional.ofNullable(onDuplicate);
  }

  /** Correlation id, passed through. */
  public Optional<String> guid() {
    return Optional.ofNullable(guid);
  }

  /** Where the service received the message; empty before that. */
  public Optional<String> channel() {
    return Optional.ofNullable(channel);
  }

  /** When it was published, in seconds of the epoch. */
  public Optional<Double> timePub() {
    return Optional.ofNullable(timePub);
  }

  /** Tasks that run after this one, however it ended. */
  public List<TaskMessage> callbacks() {
    return callbacks;
  }

  /** Tasks that run after this one if it failed, before {@link #callbacks}. */
  public List<TaskMessage> errbacks() {
    return errbacks;
  }

  /**
   * Every field, unknown ones included, in the order of the wire. Of a message that came as text it
   * is read again.
   */
  public Map<String, @Nullable Object> fields() {
    return fields != null ? fields : Json.parseObject(toJson(), MessageLimits.OWN_TEXTS);
  }

  /** The fields that this class doesn't know, in the order of the wire. */
  public Map<String, @Nullable Object> addedFields() {
    Map<String, @Nullable Object> added = new LinkedHashMap<>(fields());
    added.keySet().removeAll(KNOWN);
    return Collections.unmodifiableMap(added);
  }

  /**
   * The same message with these fields as well.
   *
   * @throws IllegalArgumentException if one is a known field, or a value isn't a JSON value
   */
  public TaskMessage withAdded(Map<String, ? extends @Nullable Object> added) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(fields());
    added.forEach(
        (key, value) -> {
          if (KNOWN.contains(key)) {
            throw new IllegalArgumentException(
                "the field " + key + " has a meaning of its own and can't be added");
          }
          all.put(key, Json.valueOf(value, "the field " + key));
        });
    return new TaskMessage(Collections.unmodifiableMap(all));
  }

  /** The same message with those {@link #addedFields} of another one that it lacks. */
  public TaskMessage withFieldsOf(TaskMessage other) {
    Map<String, @Nullable Object> lacking = new LinkedHashMap<>(other.addedFields());
    Map<String, @Nullable Object> own = fields();
    lacking.keySet().removeAll(own.keySet());
    if (lacking.isEmpty()) {
      return this;
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>(own);
    all.putAll(lacking);
    return new TaskMessage(Collections.unmodifiableMap(all));
  }

  /**
   * The same message with a field added or replaced.
   *
   * @throws MessageFormatException if the field may not have this value
   */
  public TaskMessage with(String key, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields());
    changed.put(key, Json.copy(value, key, 1));
    return new TaskMessage(Collections.unmodifiableMap(changed));
  }

  /** The same message with this identity. */
  public TaskMessage withUuid(String newUuid) {
    return text == null || uuid != null
        ? with(UUID, newUuid)
        : new TaskMessage(this, Fields.checkedName(UUID, newUuid), channel);
  }

  /** The same message, to be held back for this long. */
  public TaskMessage withDelay(Duration newDelay) {
    return with(DELAY, BigDecimal.valueOf(newDelay.toNanos(), 9).stripTrailingZeros());
  }

  /** The same message, received on this channel. */
  public TaskMessage withChannel(String newChannel) {
    return text == null || channel != null
        ? with(CHANNEL, newChannel)
        : new TaskMessage(this, uuid, Fields.checkedName(CHANNEL, newChannel));
  }

  /** The message as JSON text. */
  public String toJson() {
    return text == null ? Json.write(fields) : whole(text);
  }

  /** The text with the additions appended. */
  private String whole(String before) {
    if (!isUuidAdded && !isChannelAdded) {
      return before;
    }
    StringBuilder whole = new StringBuilder(before.length() + 128);
    whole.append(before, 0, before.lastIndexOf('}'));
    JsonWriter added = new JsonWriter(whole);
    if (isUuidAdded) {
      whole.append(",\"" + UUID + "\":");
      added.value(uuid);
    }
    if (isChannelAdded) {
      whole.append(",\"" + CHANNEL + "\":");
      added.value(channel);
    }
    return whole.append('}').toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TaskMessage message && message.fields().equals(fields());
  }

  @Override
  public int hashCode() {
    return fields().hashCode();
  }

  /** Task and uuid only: arguments may be confidential. */
  @Override
  public String toString() {
    return uuid == null ? task : task + " (uuid " + uuid + ")";
  }
}
