package io.dispatcherd.service.dispatch;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.PacedLog;
import io.dispatcherd.logging.LogContext;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.MessageLimitException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.processors.Handling;
import io.dispatcherd.processors.PendingTask;
import io.dispatcherd.producers.TaskUuids;
import io.dispatcherd.service.statistics.MessageCounts;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskRegistry;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Admission of tasks: counts messages, and accepts only declared tasks, and only while there is
 * room. Owned by the event loop.
 */
public final class TaskIntake {
  private static final Logger log = LoggerFactory.getLogger(TaskIntake.class);

  private final TaskRegistry registry;
  private final TaskFlow flow;
  private final TaskUuids uuids = new TaskUuids("internal");
  private final LimitHits hits;
  private final PacedLog refusals = new PacedLog(log, Level.ERROR);
  private MessageCounts counts = MessageCounts.NONE;

  public TaskIntake(TaskRegistry registry, TaskFlow flow, LimitHits hits) {
    this.hits = hits;
    this.registry = registry;
    this.flow = flow;
  }

  /**
   * Takes a task in.
   *
   * @return the task as it was taken, with a uuid
   * @param delivery where to report its end, also that it isn't taken
   * @throws TaskRefusedException if it isn't taken; the delivery has not been told
   */
  TaskMessage take(TaskMessage message, Acknowledgeable delivery, Handling handling, Instant now) {
    Optional<String> undeclared = undeclaredOf(message, handling);
    if (undeclared.isPresent()) {
      flow.refused(message);
      throw new TaskRefusedException(
          ("No task named %s is declared here%s: is its jar on the class path, and its method or"
                  + " class annotated with @Task?")
              .formatted(undeclared.get(), origin(message)));
    }
    // What its broker keeps comes only as far as there is room.
    if (flow.isFull() && !handling.keeps()) {
      flow.refused(message);
      throw new TaskRefusedException(
          "Too many tasks are waiting, not taking " + message, Limit.QUEUED_TASKS);
    }
    TaskMessage named = message.uuid() == null ? message.withUuid(uuids.next()) : message;
    flow.arrived(new PendingTask(named, delivery, handling, now));
    return named;
  }

  /**
   * Takes a task in whose end no broker is told, or says why not, and counts that.
   *
   * @param way how it came
   * @throws TaskRefusedException if it isn't taken
   */
  TaskMessage takeOrSayWhyNot(TaskMessage message, String way, Instant now) {
    try {
      return take(message, Acknowledgeable.NONE, Handling.OURS, now);
    } catch (TaskRefusedException e) {
      try (LogContext lines = LogContext.of(message)) {
        refused(way + ": " + e.getMessage(), e);
      }
      throw e;
    }
  }

  /**
   * The message with what its task's declaration says where it is silent itself. A publisher does
   * this when it submits; for tasks that the configuration names nobody has done it yet.
   */
  TaskMessage withDefaults(TaskMessage message) {
    return registry
        .find(message.task())
        .map(declaration -> declaration.applyTo(message))
        .orElse(message);
  }

  /** The declared tasks, by name. */
  List<TaskDeclaration> tasks() {
    return registry.declarations().stream()
        .sorted(Comparator.comparing(TaskDeclaration::name))
        .toList();
  }

  MessageCounts counts() {
    return counts;
  }

  void countReceived() {
    counts = counts.plusTask();
  }

  void countControl() {
    counts = counts.plusControl();
  }

  /** Something is not taken: says so, once, and counts it. */
  void refused(String why, IllegalArgumentException problem) {
    Optional<Limit> limit = limitOf(problem);
    if (limit.isPresent()) {
      refused(why, limit.get());
    } else {
      refusals.say("Refused: " + why);
      countRefused();
    }
  }

  /** Something is not taken because it hits a bound: says so, once, and counts it. */
  void refused(String why, Limit limit) {
    hits.hit(limit, "Refused: " + why);
    countRefused();
  }

  private static Optional<Limit> limitOf(IllegalArgumentException problem) {
    return switch (problem) {
      case TaskRefusedException refused -> Optional.ofNullable(refused.limit());
      case MessageLimitException exceeded -> Optional.of(exceeded.limit());
      default -> Optional.empty();
    };
  }

  /** Something is not taken, and that has been said. */
  void countRefused() {
    counts = counts.plusRefused();
  }

  /** Helps to find the sender: on a channel with several services, a refusal alone says little. */
  private static String origin(TaskMessage message) {
    String origin =
        Stream.concat(
                Stream.ofNullable(message.uuid()).map(uuid -> "uuid " + uuid),
                message.channel().stream().map(channel -> "from " + channel))
            .collect(Collectors.joining(", "));
    return origin.isEmpty() ? "" : " (" + origin + ")";
  }

  /** The first task that isn't declared: the message's own, or one that is to follow it. */
  private Optional<String> undeclaredOf(TaskMessage message, Handling handling) {
    if (handling.keeps() && registry.find(message.task()).isPresent()) {
      return Optional.empty(); // What follows it is submitted, and may run elsewhere.
    }
    return undeclaredOf(message);
  }

  private Optional<String> undeclaredOf(TaskMessage message) {
    if (registry.find(message.task()).isEmpty()) {
      return Optional.of(message.task());
    }
    Optional<String> follower = undeclaredAmong(message.callbacks());
    return follower.isPresent() ? follower : undeclaredAmong(message.errbacks());
  }

  private Optional<String> undeclaredAmong(List<TaskMessage> followers) {
    for (TaskMessage follower : followers) {
      Optional<String> undeclared = undeclaredOf(follower);
      if (undeclared.isPresent()) {
        return undeclared;
      }
    }
    return Optional.empty();
  }
}
