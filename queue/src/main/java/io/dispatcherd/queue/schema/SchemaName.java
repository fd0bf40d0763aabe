package io.dispatcherd.queue.schema;

import java.util.regex.Pattern;

/**
 * The schema that holds a queue's tables.
 *
 * @param value letters, digits and underscores, at most 40 characters, so that it needs no escaping
 *     wherever SQL names it, and names of partitions stay within PostgreSQL's limit
 */
public record SchemaName(String value) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,39}");

  /** Where the tables are unless the configuration says otherwise. */
  public static final SchemaName DEFAULT = new SchemaName("dispatcherd");

  public SchemaName {
    if (!PLAIN.matcher(value).matches() || value.startsWith("pg_")) {
      throw new IllegalArgumentException(
          "the schema \"%s\" can't be used: give it 1 to 40 letters, digits or underscores, not beginning with a digit or pg_"
              .formatted(value));
    }
  }

  /** This SQL text with the schema's name in place of {@code ${schema}}. */
  public String in(String sql) {
    return sql.replace("${schema}", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
