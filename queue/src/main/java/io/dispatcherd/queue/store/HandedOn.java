package io.dispatcherd.queue.store;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.queue.schema.SchemaName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hands results on: a step that takes what others returned gets it among its arguments when it is
 * taken. Jobs that are no such steps cost nothing but a look at their text. Thread-safe.
 */
final class HandedOn {
  private static final String QUERY = "select * from \"${schema}\".handed_on(?)";

  private final SchemaName schema;

  /** In this schema. */
  HandedOn(SchemaName schema) {
    this.schema = schema;
  }

  private record Ended(
      String step, String uuid, String outcome, @Nullable String result, @Nullable String error) {
    @Nullable Object value() {
      return result == null ? null : parsed(result);
    }

    private static @Nullable Object parsed(String json) {
      try {
        return Json.parseObject("{\"value\": " + json + "}").get("value");
      } catch (MessageFormatException e) {
        return null;
      }
    }

    Map<String, @Nullable Object> asMap() {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("step", step);
      fields.put("uuid", uuid);
      fields.put("outcome", outcome);
      fields.put("result", value());
      fields.put("error", error);
      return fields;
    }
  }

  /** Those of these jobs that something is to be handed to. */
  private static List<ClaimedJob> takers(List<ClaimedJob> jobs) {
    return jobs.stream()
        .filter(job -> StepField.of(job.message()).map(StepField::takesSomething).orElse(false))
        .toList();
  }

  /** The same jobs, each with what is handed on to it. */
  Taken complete(Connection connection, Taken taken) throws SQLException {
    List<ClaimedJob> takers = takers(taken.jobs());
    if (takers.isEmpty()) {
      return taken;
    }
    Map<Long, String> messages = messages(connection, takers);
    return new Taken(
        taken.jobs().stream()
            .map(job -> messages.containsKey(job.id()) ? with(job, messages.get(job.id())) : job)
            .toList(),
        taken.requests(),
        taken.nextDue());
  }

  private static ClaimedJob with(ClaimedJob job, @Nullable String message) {
    return new ClaimedJob(
        job.id(),
        job.run(),
        job.attempt(),
        job.rank(),
        message,
        job.maxAttempts(),
        job.claim(),
        job.uuid(),
        job.queue(),
        job.submittedAt());
  }

  private Map<Long, String> messages(Connection connection, List<ClaimedJob> takers)
      throws SQLException {
    Map<Long, List<Ended>> ended = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(schema.in(QUERY))) {
      statement.setArray(
          1, connection.createArrayOf("bigint", takers.stream().map(ClaimedJob::id).toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ended
              .computeIfAbsent(rows.getLong("job"), absent -> new ArrayList<>())
              .add(
                  new Ended(
                      String.valueOf(rows.getString("step")),
                      String.valueOf(rows.getString("uuid")),
                      String.valueOf(rows.getString("outcome")),
                      rows.getString("result"),
                      rows.getString("error")));
        }
      }
    }
    Map<Long, String> messages = new HashMap<>();
    for (ClaimedJob job : takers) {
      messages.put(
          job.id(),
          complete(String.valueOf(job.message()), ended.getOrDefault(job.id(), List.of())));
    }
    return messages;
  }

  private static String complete(String message, List<Ended> ended) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(Json.parseObject(message));
    StepField step = StepField.of(fields).orElseThrow();
    List<@Nullable Object> args = new ArrayList<>();
    if (step.first() != null) {
      args.add(result(step.first(), ended));
    }
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    if (fields.get("kwargs") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> kwargs.put(String.valueOf(name), value));
    }
    step.results().forEach((parameter, other) -> kwargs.put(parameter, result(other, ended)));
    if (step.outcomes() != null) {
      List<Map<String, @Nullable Object>> outcomes = ended.stream().map(Ended::asMap).toList();
      if (step.outcomes().isEmpty()) {
        args.add(outcomes);
      } else {
        kwargs.put(step.outcomes(), outcomes);
      }
    }
    if (fields.get("args") instanceof List<?> given) {
      args.addAll(given);
    }
    fields.put("args", args);
    fields.put("kwargs", kwargs);
    return Json.write(fields);
  }

  private static @Nullable Object result(String step, List<Ended> ended) {
    Optional<Ended> found = ended.stream().filter(other -> other.step().equals(step)).findFirst();
    return found.isPresent() ? found.get().value() : null;
  }
}
