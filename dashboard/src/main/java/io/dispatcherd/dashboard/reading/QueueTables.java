package io.dispatcherd.dashboard.reading;

import javax.sql.DataSource;

/**
 * The tables of a queue. Immutable.
 *
 * @param broker the key of its broker
 * @param schema where they are
 * @param connections borrowed for one question each; at most a few at once, and one that waits too
 *     long for its turn gets an {@code SQLException}
 */
public record QueueTables(String broker, String schema, DataSource connections) {
  /** SQL in which {@code "${schema}"} stands for the schema. */
  public String in(String sql) {
    return sql.replace("${schema}", schema.replace("\"", "\"\""));
  }
}
