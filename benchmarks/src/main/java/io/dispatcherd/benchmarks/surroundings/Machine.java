package io.dispatcherd.benchmarks.surroundings;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Where and when figures were taken, in words.
 *
 * @param description one sentence
 */
public record Machine(String description) {
  public static Machine of(Postgres postgres) throws SQLException {
    try (Connection connection = DriverManager.getConnection(postgres.jdbcUrl())) {
      return new Machine(
          "Taken on %s with %d processors, Java %s, PostgreSQL %s, all on one machine."
              .formatted(
                  LocalDate.now(ZoneOffset.UTC),
                  Runtime.getRuntime().availableProcessors(),
                  Runtime.version().feature(),
                  connection.getMetaData().getDatabaseMajorVersion()));
    }
  }
}
