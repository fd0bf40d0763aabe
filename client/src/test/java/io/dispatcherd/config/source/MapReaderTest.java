package io.dispatcherd.config.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Fixtures;
import io.dispatcherd.config.PgNotifySettings;
import io.dispatcherd.config.Secret;
import io.dispatcherd.config.Settings;
import io.dispatcherd.config.SocketSettings;
import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MapReaderTest {

  @Test
  void programsMayUseTheirOwnTypes() {
    Settings settings =
        Settings.fromMap(
            Map.of(
                "version",
                (short) 2,
                "service",
                Map.of("pool_kwargs", Map.of("cancel_wait", Duration.ofMillis(1500))),
                "worker",
                Map.of("worker_cls", MapReaderTest.class),
                "brokers",
                Map.of(
                    "socket", Map.of("socket_path", Path.of("a", "b")),
                    "pg_notify",
                        Map.of(
                            "config",
                            Map.of("password", Secret.of("${x"), "port", 5),
                            "channels",
                            new String[] {"one", "two"}))));

    assertEquals(Duration.ofMillis(1500), settings.service().pool().waits().cancel());
    assertEquals(Optional.of(MapReaderTest.class.getName()), settings.worker().workerClass());
    assertEquals(new SocketSettings(Path.of("a/b")), settings.brokers().get("socket"));
    ConnectionSource source =
        new ConnectionSource.Direct(ConnectionParameters.parse("password='${x' port=5"), false);
    assertEquals(
        new PgNotifySettings(
            source,
            source,
            List.of("one", "two"),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(30)),
            Duration.ofSeconds(2)),
        settings.brokers().get("pg_notify"));
  }

  @Test
  void valueThatIsNoneIsNamedByItsClassAndNotShown() {
    ConfigurationException failure =
        assertThrows(
            ConfigurationException.class,
            () ->
                Settings.fromMap(
                    Fixtures.with(
                        "worker", Map.of("worker_kwargs", Map.of("y", Optional.of("hunter2"))))));

    assertEquals(
        "worker.worker_kwargs.y: a java.util.Optional can't be part of a configuration; use text,"
            + " numbers, booleans, lists and maps",
        failure.getMessage());
  }

  @Test
  void listInsideItselfIsAnError() {
    List<Object> endless = new ArrayList<>();
    endless.add(endless);

    assertThrows(
        ConfigurationException.class,
        () ->
            Settings.fromMap(
                Fixtures.with("worker", Map.of("worker_kwargs", Map.of("x", endless)))));
  }
}
