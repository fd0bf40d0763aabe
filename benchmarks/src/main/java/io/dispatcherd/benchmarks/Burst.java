package io.dispatcherd.benchmarks;

import io.dispatcherd.benchmarks.surroundings.BenchmarkTasks;
import io.dispatcherd.messages.Json;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/** Messages that arrive all at once: they are sent in one transaction. */
final class Burst {
  private static final String SQL =
      "SELECT pg_notify(?, payload) FROM unnest(?::text[]) AS payload";

  private final String[] payloads;

  private Burst(String[] payloads) {
    this.payloads = payloads;
  }

  /** Calls of one task, as the client writes them, each with the arguments for its number. */
  static Burst of(
      int count, String task, Map<String, Object> more, IntFunction<List<Object>> args) {
    String[] payloads = new String[count];
    Arrays.setAll(payloads, i -> message(task, args.apply(i), more));
    return new Burst(payloads);
  }

  static Burst ofEmptyTasks(int count) {
    return of(count, "empty", Map.of(), i -> List.of());
  }

  /** One message. */
  static String message(String task, List<Object> args, Map<String, Object> more) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("task", BenchmarkTasks.PREFIX + task);
    if (!args.isEmpty()) {
      fields.put("args", args);
    }
    fields.putAll(more);
    fields.put("uuid", UUID.randomUUID().toString());
    fields.put("time_pub", new BigDecimal("1795600000.123456"));
    return Json.write(fields);
  }

  int size() {
    return payloads.length;
  }

  /**
   * Sends them.
   *
   * @return when, by {@link System#nanoTime}: just before the commit that lets them go
   */
  long send(Connection connection, String channel) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement notify = connection.prepareStatement(SQL)) {
      notify.setString(1, channel);
      notify.setArray(2, connection.createArrayOf("text", payloads));
      notify.execute();
      long start = System.nanoTime();
      connection.commit();
      return start;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
