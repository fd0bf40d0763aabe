package io.dispatcherd.rabbitmq.node;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.rabbitmq.results.EndedTask;
import io.dispatcherd.rabbitmq.topology.Names;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Tells publishers how their tasks ended, if they have asked for that. Thread-safe. */
public final class Results {
  /** Sends a reply, and waits for nothing. */
  @FunctionalInterface
  public interface Sender {
    /** Sends this text to a queue, about the task with this uuid. */
    void send(String replyTo, String uuid, String text);
  }

  private final Names names;
  private final int maxBytes;
  private final Sender sender;

  /**
   * @param maxBytes a result that is larger is left out
   */
  public Results(Names names, int maxBytes, Sender sender) {
    this.names = names;
    this.maxBytes = maxBytes;
    this.sender = sender;
  }

  /** Whether somebody is to be told of it. */
  boolean isAskedFor(Parcel parcel, Next next) {
    String replyTo = parcel.properties().getReplyTo();
    return replyTo != null && !(next instanceof Next.Again) && names.takesReplies(replyTo);
  }

  /**
   * Tells it.
   *
   * @param text the message
   * @param next how it ended
   * @param node the service's name
   */
  void send(Parcel parcel, String text, Next next, String node) {
    String replyTo = String.valueOf(parcel.properties().getReplyTo());
    Object result = next instanceof Next.Gone gone ? gone.result() : null;
    Job job = job(parcel, text, next, node);
    sender.send(replyTo, job.uuid(), EndedTask.text(job, result, maxBytes));
  }

  private static Job job(Parcel parcel, String text, Next next, String node) {
    Map<String, ? extends @Nullable Object> fields = fields(text);
    return new Job(
        text(fields, "uuid").orElse(String.valueOf(parcel.properties().getMessageId())),
        text(fields, "task").orElse(""),
        parcel.queue(),
        text(fields, "key"),
        next instanceof Next.Gone gone ? gone.state() : JobState.DEAD,
        Optional.empty(),
        parcel.attempt(),
        Optional.empty(),
        0,
        parcel.submittedAt().orElse(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Optional.of(Instant.now()),
        Optional.of(node),
        next instanceof Next.Dead dead ? Optional.of(dead.error()) : Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, ? extends @Nullable Object> fields(String text) {
    try {
      return Json.parseObject(text);
    } catch (MessageFormatException e) {
      return Map.of();
    }
  }

  private static Optional<String> text(Map<String, ?> fields, String name) {
    return fields.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
