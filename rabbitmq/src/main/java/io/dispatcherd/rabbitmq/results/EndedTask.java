package io.dispatcherd.rabbitmq.results;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The reply that says how a task ended, as JSON. */
public final class EndedTask {
  private static final String UUID = "uuid";
  private static final String TASK = "task";
  private static final String QUEUE = "queue";
  private static final String KEY = "key";
  private static final String STATE = "state";
  private static final String ATTEMPT = "attempt";
  private static final String SUBMITTED = "submitted_ms";
  private static final String ENDED = "ended_ms";
  private static final String NODE = "node_id";
  private static final String ERROR = "error";
  private static final String RESULT = "result";

  /** What is there after the result was too large. */
  private static final String LEFT_OUT = "result_left_out";

  private EndedTask() {}

  /**
   * The text of a reply.
   *
   * @param job how it ended; its result is given apart
   * @param result what it returned, as a JSON value
   * @param maxBytes a result that is larger is left out
   */
  public static String text(Job job, @Nullable Object result, int maxBytes) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    reply.put(UUID, job.uuid());
    reply.put(TASK, job.task());
    reply.put(QUEUE, job.queue());
    job.key().ifPresent(key -> reply.put(KEY, key));
    reply.put(STATE, job.state().wireName());
    reply.put(ATTEMPT, job.attempts());
    reply.put(SUBMITTED, job.submittedAt().toEpochMilli());
    job.finishedAt().ifPresent(at -> reply.put(ENDED, at.toEpochMilli()));
    job.nodeId().ifPresent(node -> reply.put(NODE, node));
    job.error().ifPresent(error -> reply.put(ERROR, error));
    if (result != null) {
      if (Json.write(result, maxBytes).isPresent()) {
        reply.put(RESULT, result);
      } else {
        reply.put(LEFT_OUT, true);
      }
    }
    return Json.write(reply);
  }

  /**
   * Reads such a text.
   *
   * @throws MessageFormatException if it is none
   */
  static Job job(String text) {
    Map<String, @Nullable Object> reply = Json.parseObject(text);
    Object result = reply.get(RESULT);
    return new Job(
        text(reply, UUID)
            .orElseThrow(() -> new MessageFormatException("a reply says nothing of its task")),
        text(reply, TASK).orElse(""),
        text(reply, QUEUE).orElse(""),
        text(reply, KEY),
        text(reply, STATE).flatMap(JobState::ofWireName).orElse(JobState.DONE),
        Optional.empty(),
        reply.get(ATTEMPT) instanceof Number attempt ? attempt.intValue() : 1,
        Optional.empty(),
        0,
        time(reply, SUBMITTED).orElse(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        time(reply, ENDED),
        text(reply, NODE),
        text(reply, ERROR),
        result == null ? Optional.empty() : Optional.of(Json.write(result)),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Optional<String> text(Map<String, ?> reply, String name) {
    return reply.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  private static Optional<Instant> time(Map<String, ?> reply, String name) {
    return reply.get(name) instanceof Number millis
        ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
        : Optional.empty();
  }
}
