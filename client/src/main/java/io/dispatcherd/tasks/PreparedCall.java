package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.Uniqueness;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.tasks.declared.BackoffText;
import io.dispatcherd.tasks.declared.KeptDefaults;
import io.dispatcherd.tasks.declared.KeyTemplate;
import io.dispatcherd.tasks.declared.OrderedUuid;
import io.dispatcherd.tasks.declared.WireSpan;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call as the fields of the message that it will become.
 *
 * @param submitter who sends it
 * @param queue asked for the channel at each submission
 * @param options what messages don't have
 * @param fields what is set so far, named as on the wire
 */
record PreparedCall(
    TaskSubmitter submitter, Queue queue, Options options, Map<String, @Nullable Object> fields)
    implements TaskCall {
  private static final String KWARGS = "kwargs";
  private static final String UUID_FIELD = "uuid";

  /**
   * What is set of a call that messages don't have.
   *
   * @param broker the one that was asked for, else the task's own
   * @param isBrokerAskedFor whether the caller named it
   * @param at when it is to start
   * @param key what its key is made of unless one is set
   */
  record Options(
      Optional<String> broker,
      boolean isBrokerAskedFor,
      Optional<Instant> at,
      Optional<KeyTemplate> key) {
    static final Options NONE =
        new Options(Optional.empty(), false, Optional.empty(), Optional.empty());

    Options broker(String name) {
      return new Options(Optional.of(name), true, at, key);
    }

    Options at(@Nullable Instant time) {
      return new Options(broker, isBrokerAskedFor, Optional.ofNullable(time), key);
    }
  }

  /** Where a call goes. */
  @FunctionalInterface
  interface Queue {
    /** The publisher's default. */
    Queue DEFAULT = Optional::empty;

    /** The channel, empty for the publisher's default. */
    Optional<String> choose();

    /**
     * How to choose the channel.
     *
     * @param loader finds the class that chooses it, if there is one
     * @throws TaskDeclarationException if that class can't be used
     */
    static Queue of(TaskDefaults defaults, ClassLoader loader) {
      if (defaults.queueFrom().isEmpty()) {
        return defaults::queue;
      }
      String className = defaults.queueFrom().get();
      Supplier<?> chooser = instance(className, loader);
      return () -> {
        if (chooser.get() instanceof String channel) {
          return Optional.of(channel);
        }
        throw new IllegalStateException(className + ", which chooses a queue, returned none");
      };
    }

    private static Supplier<?> instance(String className, ClassLoader loader) {
      try {
        return Class.forName(className, true, loader)
            .asSubclass(Supplier.class)
            .getConstructor()
            .newInstance();
      } catch (ReflectiveOperationException | ClassCastException e) {
        throw new TaskDeclarationException(
            "queueFrom "
                + className
                + " must be a public Supplier with a public constructor without parameters: "
                + e);
      }
    }
  }

  /** The channel that the caller has asked for. */
  private record AskedFor(String channel) implements Queue {
    @Override
    public Optional<String> choose() {
      return Optional.of(channel);
    }
  }

  static PreparedCall named(TaskSubmitter submitter, String task) {
    if (task.isBlank()) {
      throw new IllegalArgumentException("the name of the task is blank");
    }
    return new PreparedCall(submitter, Queue.DEFAULT, Options.NONE, Map.of("task", task));
  }

  static PreparedCall referenced(
      TaskSubmitter submitter, TaskReference reference, @Nullable Object... args) {
    ReferencedTask task = ReferencedTask.of(reference);
    List<@Nullable Object> values = task.write(submitter.mapping(), args);
    TaskDefaults defaults = task.declaration().defaults();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("task", task.declaration().name());
    if (!values.isEmpty()) {
      fields.put("args", values);
    }
    WireSpan.put(fields, "timeout", defaults.timeout());
    WireSpan.put(fields, "delay", defaults.delay());
    if (defaults.onDuplicate() != OnDuplicate.PARALLEL) {
      fields.put("on_duplicate", defaults.onDuplicate().wireName());
    }
    fields.putAll(defaults.kept().messageFields());
    Optional<String> broker = Optional.of(defaults.kept().broker()).filter(name -> !name.isEmpty());
    Options options = new Options(broker, false, Optional.empty(), task.declaration().key());
    return new PreparedCall(submitter, task.queue(), options, fields);
  }

  @Override
  public PreparedCall queue(String channel) {
    return new PreparedCall(submitter, new AskedFor(channel), options, fields);
  }

  @Override
  public PreparedCall broker(String broker) {
    if (broker.isBlank()) {
      throw new IllegalArgumentException("the name of the broker is blank");
    }
    return new PreparedCall(submitter, queue, options.broker(broker), fields);
  }

  @Override
  public PreparedCall delay(Duration delay) {
    return new PreparedCall(submitter, queue, options.at(null), fields)
        .with("delay", WireSpan.seconds("delay", delay));
  }

  @Override
  public PreparedCall at(Instant time) {
    return new PreparedCall(submitter, queue, options.at(time), fields).with("delay", null);
  }

  @Override
  public PreparedCall priority(int priority) {
    if (priority == Integer.MIN_VALUE) {
      throw new IllegalArgumentException("the priority must be above " + Integer.MIN_VALUE);
    }
    return with("priority", priority);
  }

  @Override
  public PreparedCall maxAttempts(int attempts) {
    if (attempts < 1) {
      throw new IllegalArgumentException("maxAttempts must be at least 1: it is " + attempts);
    }
    return with("max_attempts", attempts);
  }

  @Override
  public PreparedCall backoff(Duration first, Duration most) {
    return with("backoff", KeptDefaults.backoffField(new BackoffText(first, most)));
  }

  @Override
  public PreparedCall key(String key) {
    if (key.isBlank()) {
      throw new IllegalArgumentException("the key is blank");
    }
    return with("key", key);
  }

  @Override
  public PreparedCall timeout(Duration timeout) {
    return with("timeout", WireSpan.seconds("timeout", timeout));
  }

  @Override
  public PreparedCall onDuplicate(OnDuplicate onDuplicate) {
    return with("on_duplicate", onDuplicate.wireName());
  }

  @Override
  public PreparedCall uniqueFor(Duration period) {
    return with("unique_for", WireSpan.moreThanZero("period of uniqueFor", period));
  }

  @Override
  public PreparedCall replace() {
    return with("replace", true);
  }

  @Override
  public PreparedCall debounce(Duration quiet) {
    return with("debounce", WireSpan.moreThanZero("debounce", quiet)).with("debounce_max", null);
  }

  @Override
  public PreparedCall debounce(Duration quiet, Duration most) {
    return debounce(quiet).with("debounce_max", WireSpan.moreThanZero("longest debounce", most));
  }

  @Override
  public PreparedCall collect() {
    return with("collect", true);
  }

  @Override
  public PreparedCall uuid(String uuid) {
    if (uuid.isBlank()) {
      throw new IllegalArgumentException("the uuid is blank");
    }
    return with(UUID_FIELD, uuid);
  }

  @Override
  public PreparedCall guid(String guid) {
    return with("guid", guid);
  }

  @Override
  public PreparedCall args(@Nullable Object @Nullable ... args) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Object arg : args == null ? new @Nullable Object[1] : args) {
      values.add(submitter.mapping().write(arg, "argument " + (values.size() + 1)));
    }
    return args(values);
  }

  @Override
  public PreparedCall kwarg(String name, @Nullable Object value) {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    if (fields.get(KWARGS) instanceof Map<?, ?> present) {
      present.forEach((key, old) -> kwargs.put((String) key, old));
    }
    kwargs.put(name, submitter.mapping().write(value, "argument " + name));
    return with(KWARGS, kwargs);
  }

  @Override
  public PreparedCall kwargs(Map<String, ?> kwargs) {
    PreparedCall call = with(KWARGS, null);
    for (Map.Entry<String, ?> kwarg : kwargs.entrySet()) {
      call = call.kwarg(kwarg.getKey(), kwarg.getValue());
    }
    return call;
  }

  @Override
  public PreparedCall callbacks(TaskCall... callbacks) {
    return with("callbacks", followers(callbacks));
  }

  @Override
  public PreparedCall errbacks(TaskCall... errbacks) {
    return with("errbacks", followers(errbacks));
  }

  @Override
  public TaskRequest request() {
    Map<String, @Nullable Object> complete = new LinkedHashMap<>(fields);
    Instant now = Instant.now();
    complete.computeIfAbsent(UUID_FIELD, key -> OrderedUuid.at(now).toString());
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    complete.put("time_pub", BigDecimal.valueOf(micros, 6));
    if (Uniqueness.of(complete).debounce().isPresent() && options.at().isPresent()) {
      throw new IllegalArgumentException("debounce says when the task starts: leave at out");
    }
    TaskMessage message = TaskMessage.of(complete);
    if (options.key().isPresent() && !fields.containsKey("key")) {
      message = message.with("key", options.key().get().filled(message.args(), message.kwargs()));
    }
    return new TaskRequest(
        message, queue.choose(), options.broker(), options.at(), fields.containsKey(UUID_FIELD));
  }

  @Override
  public Submission submit() {
    requireQueueCounts();
    return submitter.submit(request());
  }

  @Override
  public Submission submit(Connection connection) {
    return submitter.submit(request(), connection);
  }

  @Override
  public Reply submitConfirmed(Duration atMost) {
    requireQueueCounts();
    return submitter.submitConfirmed(request(), atMost);
  }

  /** What a task submits through its context stays in its service, or with its broker. */
  private void requireQueueCounts() {
    if (!(submitter instanceof TaskContext context)) {
      return;
    }
    if (queue instanceof AskedFor asked && !context.isKept()) {
      throw new IllegalArgumentException(
          "a task context submits to its own service, not to the queue %s; leave the queue out, or submit through a Dispatcherd"
              .formatted(asked.channel()));
    }
    if (options.isBrokerAskedFor()) {
      throw new IllegalArgumentException(
          "a task context submits to the broker of its task, not to %s; leave the broker out, or submit through a Dispatcherd"
              .formatted(options.broker().orElse("")));
    }
  }

  /** The task's name only: arguments may be confidential. */
  @Override
  public String toString() {
    return "call of " + fields.get("task");
  }

  private PreparedCall args(List<@Nullable Object> values) {
    return with("args", values.isEmpty() ? null : values);
  }

  /** The same call with one field more or, for null, less. */
  private PreparedCall with(String field, @Nullable Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(fields);
    if (value == null) {
      changed.remove(field);
    } else {
      changed.put(field, value);
    }
    return new PreparedCall(submitter, queue, options, changed);
  }

  /** What follows has no uuid and no time of its own: it carries those of its parent. */
  private static List<Object> followers(TaskCall... calls) {
    return Arrays.stream(calls)
        .map(
            call -> {
              if (call instanceof PreparedCall prepared) {
                prepared.requireMayFollow();
              }
              Map<String, @Nullable Object> follower =
                  new LinkedHashMap<>(call.request().message().fields());
              follower.remove(UUID_FIELD);
              follower.remove("time_pub");
              return (Object) follower;
            })
        .toList();
  }

  private void requireMayFollow() {
    Object task = fields.get("task");
    if (queue instanceof AskedFor asked) {
      throw new IllegalArgumentException(
          "%s follows a task on its worker, and can't go to the queue %s"
              .formatted(task, asked.channel()));
    }
    if (options.isBrokerAskedFor()) {
      throw new IllegalArgumentException(
          "%s follows a task, and can't go to a broker of its own, %s"
              .formatted(task, options.broker().orElse("")));
    }
    if (options.at().isPresent()) {
      throw new IllegalArgumentException(
          "%s follows a task, and can't start at a time of its own; give it a delay"
              .formatted(task));
    }
  }
}
