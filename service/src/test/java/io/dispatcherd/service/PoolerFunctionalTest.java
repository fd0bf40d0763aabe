package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.NeedsProgram;
import io.dispatcherd.testing.PgBouncer;
import io.dispatcherd.testing.PgBouncer.PoolMode;
import io.dispatcherd.testing.TestPostgres;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service whose database is reached through pgbouncer. */
@Tag("functional")
@NeedsProgram(value = "pgbouncer", install = PgBouncer.INSTALL)
class PoolerFunctionalTest {
  private static final int SERVER_CONNECTIONS = 4;

  @Test
  void inTransactionModeItSaysThatItCannotListenAndWhatToDo() throws Exception {
    try (PgBouncer bouncer =
            PgBouncer.start(TestPostgres.shared(), PoolMode.TRANSACTION, SERVER_CONNECTIONS);
        CapturedLog log = new CapturedLog();
        RunningService service = RunningService.builder().at(bouncer.postgres()).start()) {
      ServiceProcess.await("a line in the log")
          .until(
              () ->
                  log.lines(Level.WARN).stream()
                      .anyMatch(
                          line ->
                              line.contains("pooler") && line.contains("pg_notify.listen_config")));

      assertTrue(log.lines(Level.INFO).stream().noneMatch(PoolerFunctionalTest::saysItListens));
      assertEquals(1, service.control("alive").body().size());
    }
  }

  private static boolean saysItListens(String line) {
    return line.contains("pg_notify-producer is listening")
        || line.contains("Listening on pg_notify");
  }

  @Test
  void withAWayOfItsOwnToListenItReceives() throws Exception {
    try (PgBouncer bouncer =
            PgBouncer.start(TestPostgres.shared(), PoolMode.TRANSACTION, SERVER_CONNECTIONS);
        RunningService service =
            RunningService.builder()
                .at(bouncer.postgres())
                .changed("brokers", PoolerFunctionalTest::direct)
                .start()) {
      service.probe("say", "past the pooler");
      service.probe().await("past the pooler");
    }
  }

  private static Object direct(Map<?, ?> brokers) {
    Map<Object, Object> all = new HashMap<>(brokers);
    Map<Object, Object> pgNotify = new HashMap<>(RunningService.object(brokers.get("pg_notify")));
    pgNotify.put("listen_config", Map.of("conninfo", TestPostgres.shared().conninfo()));
    all.put("pg_notify", pgNotify);
    return all;
  }

  @Test
  void inSessionModeItWorks() throws Exception {
    try (PgBouncer bouncer =
            PgBouncer.start(TestPostgres.shared(), PoolMode.SESSION, SERVER_CONNECTIONS);
        RunningService service = RunningService.builder().at(bouncer.postgres()).start()) {
      service.probe("say", "through the pooler");
      service.probe().await("through the pooler");
    }
  }
}
