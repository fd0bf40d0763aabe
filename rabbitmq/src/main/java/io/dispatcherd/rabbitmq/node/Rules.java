package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.Uniqueness;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a message may not ask for, since it takes one place that knows all tasks. Each service knows
 * only its own, so that a rule would hold within each, and be broken by two.
 */
public final class Rules {
  private static final String ADVICE =
      " takes one place that knows all tasks, which RabbitMQ is not: submit it over pg_queue, or"
          + " leave the rule out";
  private static final String ON_DUPLICATE = "on_duplicate";

  /** What a message that asks for nothing of this has none of; most are told apart by this. */
  private static final List<String> SIGNS =
      Stream.of(
              ON_DUPLICATE,
              "unique_for",
              "replace",
              "debounce",
              "debounce_max",
              "collect",
              "workflow")
          .map(name -> '"' + name + '"')
          .toList();

  /** What is wrong with tasks that ask for something where their messages are silent. */
  private final Map<String, String> byTask = new LinkedHashMap<>();

  /** The rules for the tasks of a service. */
  Rules(Collection<DeclaredTask> tasks) {
    for (DeclaredTask task : tasks) {
      ofDefaults(task).ifPresent(problem -> byTask.put(task.name(), problem));
    }
  }

  /** Tasks that are refused unless their messages say otherwise, with why. */
  Map<String, String> refusedTasks() {
    return byTask;
  }

  private static Optional<String> ofDefaults(DeclaredTask task) {
    return rule(task.defaults().get(ON_DUPLICATE))
        .or(
            () ->
                Stream.of("unique_for", "debounce", "collect")
                    .filter(task.defaults()::containsKey)
                    .map(name -> name + ADVICE)
                    .findFirst());
  }

  private static Optional<String> rule(@Nullable Object value) {
    return "serial".equals(value) || "discard".equals(value) || "queue_one".equals(value)
        ? Optional.of("on_duplicate: " + value + ADVICE)
        : Optional.empty();
  }

  /** Why a message is refused that is to be submitted; empty if it isn't. */
  public static Optional<String> problemWith(TaskMessage message) {
    String text = message.toJson();
    return mayAsk(text) ? problemWith(message.fields()) : Optional.empty();
  }

  private static boolean mayAsk(String text) {
    return SIGNS.stream().anyMatch(text::contains);
  }

  private static Optional<String> problemWith(Map<String, ?> fields) {
    Optional<String> rule = rule(fields.get(ON_DUPLICATE));
    if (rule.isPresent()) {
      return rule;
    }
    if (fields.containsKey("workflow")) {
      return Optional.of("a step of a workflow" + ADVICE);
    }
    Uniqueness uniqueness = Uniqueness.of(fields);
    return uniqueness.isNone()
        ? Optional.empty()
        : Optional.of(String.join(", ", uniqueness.fields().keySet()) + ADVICE);
  }

  /**
   * Why a message is refused that has come; empty if it isn't, or can't be read, which others say.
   */
  Optional<String> problemWith(String text) {
    if (byTask.isEmpty() && !mayAsk(text)) {
      return Optional.empty();
    }
    try {
      TaskMessage message = TaskMessage.fromJson(text);
      Optional<String> own = problemWith(message.fields());
      return own.isPresent() || message.onDuplicate().isPresent()
          ? own
          : Optional.ofNullable(byTask.get(message.task()));
    } catch (MessageFormatException e) {
      return Optional.empty();
    }
  }
}
