package io.dispatcherd.benchmarks.surroundings;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where it is measured.
 *
 * @param postgres the server, one that writes durably
 * @param scale the part of the usual amount of work to do; 1 for figures that count
 * @param isLong whether to measure what takes minutes, too
 */
public record Surroundings(Postgres postgres, double scale, boolean isLong) {
  /** Opens a connection of its own, to be closed by the caller. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl());
  }

  /** Leads to the database. */
  public String jdbcUrl() {
    return postgres.jdbcUrl();
  }

  /** So many, as far as the scale asks for them; at least one. */
  public int scaled(int count) {
    return Math.max(1, (int) Math.round(count * scale));
  }
}
