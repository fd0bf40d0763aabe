package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.RestartablePostgres;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that restarts, crashes, ends connections, and has none left. */
@Tag("functional")
class PostgresFaultsFunctionalTest {
  private static final int MAX_CONNECTIONS = 20;
  private static final int SOME = 5;
  private static final int MANY = 100;
  private static final Ledger LEDGER = new Ledger();

  private static RestartablePostgres postgres;
  private static RunningService service;

  private FaultLog log;

  @BeforeAll
  static void startService() throws Exception {
    postgres = RestartablePostgres.start();
    execute("ALTER SYSTEM SET max_connections = " + MAX_CONNECTIONS);
    postgres.stop();
    postgres.restart();
    service = RunningService.builder().watchedBy(LEDGER).at(postgres.connection()).start();
  }

  @AfterAll
  static void stopService() throws Exception {
    service.close();
    postgres.close();
  }

  @BeforeEach
  void listen() {
    log = new FaultLog();
    Tasks.over(service::publish, service).runOne(LEDGER);
  }

  @AfterEach
  void balance() {
    log.close(LEDGER, service);
  }

  @Test
  void tasksOfEveryKindOutliveARestartOfTheServer() throws Exception {
    Tasks before = submitOneOfEachKind("restart");
    postgres.stop();
    log.awaitRecycling();
    assertTrue(FaultLog.answersOverTheSocket(service));
    assertEquals(before.uuids().size(), LEDGER.balance(service).waiting().size());

    postgres.restart();
    log.awaitListeningAgain();

    Tasks.over(service::publish, service).run(SOME, LEDGER);
    releaseAll(before, "restart");
  }

  @Test
  void tasksOfEveryKindOutliveACrashOfTheServer() throws Exception {
    Tasks before = submitOneOfEachKind("crash");
    postgres.kill();
    log.awaitRecycling();
    assertTrue(FaultLog.answersOverTheSocket(service));

    postgres.restart();
    log.awaitListeningAgain();

    Tasks.over(service::publish, service).run(SOME, LEDGER);
    releaseAll(before, "crash");
  }

  @Test
  void whatArrivesWhileConnectionsAreTerminatedAgainAndAgainIsRunOnce() throws Exception {
    Tasks tasks = Tasks.over(service::publish, service);
    for (int i = 0; i < MANY; i++) {
      tasks.submit(1);
      if (i % (MANY / 4) == MANY / 8) {
        postgres.connection().terminate(service.channel());
      }
    }
    log.awaitListeningAgain();
    Tasks.over(service::publish, service).runOne(LEDGER);
    ServiceProcess.await("no task left").until(() -> LEDGER.balance(service).waiting().isEmpty());
    Ledger.Account account = LEDGER.balance(service);
    assertEquals(
        MANY,
        account.count(tasks.uuids(), Outcome.DONE) + account.neverArrived(tasks.uuids()),
        "nothing that arrived is missing");
  }

  @Test
  void withoutAConnectionLeftItTriesOnAndSaysWhy() throws Exception {
    List<Connection> all = new ArrayList<>();
    try {
      while (log.lines("too many clients").isEmpty()) {
        takeAllConnections(all);
        TestPostgres.terminate(all.getFirst(), service.channel());
        // Whoever is first gets what has become free.
        takeAllConnections(all);
        log.awaitRecycling();
        log.awaitEither("too many clients", "pg_notify-producer is listening");
      }
      assertTrue(FaultLog.answersOverTheSocket(service));
      assertEquals(SOME, Tasks.over(service::send, service).run(SOME, LEDGER));
    } finally {
      for (Connection connection : all) {
        connection.close();
      }
    }
    log.awaitListeningAgain();
    assertEquals(SOME, Tasks.over(service::publish, service).run(SOME, LEDGER));
  }

  /** One that runs, one that is held, one that is delayed. */
  private static Tasks submitOneOfEachKind(String word) throws Exception {
    Tasks tasks = Tasks.over(service::publish, service);
    tasks.submit(Map.of(), "gate", word);
    service.probe().await(word);
    tasks.submit(Map.of("on_duplicate", "serial"), "gate", word);
    service.awaitCount("blocked", 1);
    tasks.submit(Map.of("delay", 3), "say", word);
    service.awaitCount("delayed", 1);
    return tasks;
  }

  private static void releaseAll(Tasks tasks, String word) throws Exception {
    service.probe().release(word);
    service.probe().release(word);
    tasks.awaitAll(LEDGER, Outcome.DONE);
  }

  private static void takeAllConnections(List<Connection> into) {
    try {
      while (true) {
        into.add(postgres.connection().connect());
      }
    } catch (SQLException e) {
      assertEquals("53300", e.getSQLState(), e::getMessage);
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = postgres.connection().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
