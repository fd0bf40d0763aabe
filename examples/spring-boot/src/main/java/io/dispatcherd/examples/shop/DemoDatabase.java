package io.dispatcherd.examples.shop;

import io.dispatcherd.embedded.EmbeddedPostgres;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL for the demo, in the working directory; it ends with the program. */
final class DemoDatabase {
  private DemoDatabase() {}

  /** Starts it, and says how to connect. */
  static Map<String, Object> start() throws IOException {
    RunningPostgres running =
        new EmbeddedPostgres().start(Path.of(".dispatcherd", "shop"), System.out::println);
    EmbeddedPostgresLocation location = running.location();
    return Map.of(
        "spring.datasource.url", location.jdbcUrl(),
        "spring.datasource.username", EmbeddedPostgresLocation.USER,
        "spring.datasource.password", location.password());
  }
}
