package io.dispatcherd.queue.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads values of one row that may be null. */
record Columns(ResultSet row) {
  String text(String name) throws SQLException {
    return String.valueOf(row.getString(name));
  }

  Optional<String> optionalText(String name) throws SQLException {
    return Optional.ofNullable(row.getString(name));
  }

  Optional<Integer> optionalInteger(String name) throws SQLException {
    int value = row.getInt(name);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  Optional<Long> optionalLong(String name) throws SQLException {
    long value = row.getLong(name);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  /** Of a number of seconds. */
  Optional<Duration> optionalSeconds(String name) throws SQLException {
    double value = row.getDouble(name);
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(value * 1000)));
  }

  OptionalDouble optionalDouble(String name) throws SQLException {
    double value = row.getDouble(name);
    return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  Instant time(String name) throws SQLException {
    return optionalTime(name)
        .orElseThrow(() -> new SQLException("the column %s is empty".formatted(name)));
  }

  Optional<Instant> optionalTime(String name) throws SQLException {
    return Optional.ofNullable(row.getObject(name, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
