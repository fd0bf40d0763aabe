package io.dispatcherd.benchmarks.surroundings;

import io.dispatcherd.config.Secret;
import io.dispatcherd.embedded.EmbeddedPostgres;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that writes durably: a running one, or one that is started for the purpose. */
public final class Postgres implements AutoCloseable {
  /** Names a running server, as for the tests. */
  private static final String CONNINFO_VARIABLE = "DISPATCHERD_TEST_CONNINFO";

  private final String conninfo;
  private final Optional<Path> folder;

  /** Null for one that somebody else runs. */
  private @Nullable RunningPostgres started;

  private Postgres(String conninfo, @Nullable RunningPostgres started, Optional<Path> folder) {
    this.conninfo = conninfo;
    this.started = started;
    this.folder = folder;
  }

  public static Postgres open() throws IOException {
    String configured = System.getenv(CONNINFO_VARIABLE);
    if (configured != null && !configured.isBlank()) {
      return new Postgres(configured, null, Optional.empty());
    }
    return start();
  }

  /** Starts one, whatever runs already. */
  public static Postgres start() throws IOException {
    Path folder = Files.createTempDirectory("dispatcherd-benchmarks-");
    RunningPostgres server = new EmbeddedPostgres().start(folder, System.err::println);
    return new Postgres(server.location().conninfo(), server, Optional.of(folder));
  }

  /** Kills the server as a crash would, and starts it again where it was. */
  public void crash() throws IOException {
    RunningPostgres running = started;
    if (running == null || folder.isEmpty()) {
      throw new IllegalStateException("this server isn't ours to kill");
    }
    ProcessHandle.of(running.location().pid()).ifPresent(ProcessHandle::destroyForcibly);
    running.close();
    started = new EmbeddedPostgres().start(folder.get(), progress -> {});
  }

  public String conninfo() {
    return conninfo;
  }

  String jdbcUrl() {
    ConnectionParameters parameters = ConnectionParameters.parse(conninfo);
    return "jdbc:postgresql://%s:%s/%s?user=%s&password=%s"
        .formatted(
            parameters.get("host").orElse("localhost"),
            parameters.get("port").orElse("5432"),
            encode(parameters.get("dbname").orElse("postgres")),
            encode(parameters.get("user").orElse("postgres")),
            encode(parameters.password().map(Secret::reveal).orElse("")));
  }

  @Override
  public void close() throws IOException {
    if (started != null) {
      started.close();
    }
    if (folder.isPresent()) {
      Folders.remove(folder.get());
    }
  }

  private static String encode(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
