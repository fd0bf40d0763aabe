package io.dispatcherd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Control;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Whoever may ask a service may ask it often: it answers everybody, and goes on. */
@Tag("functional")
class ControlFloodFunctionalTest {
  private static RunningService service;

  @BeforeAll
  static void start() {
    service = RunningService.start();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Test
  void fiveHundredQuestionsInOneTransactionAreAllAnswered() throws Exception {
    Set<String> unanswered = new HashSet<>();
    try (Connection asker = TestPostgres.shared().connect()) {
      String prefix = "flood_" + service.channel().substring(5, 30) + "_";
      try (Statement listen = asker.createStatement()) {
        for (int i = 0; i < 500; i++) {
          listen.execute("LISTEN " + prefix + i);
          unanswered.add(prefix + i);
        }
      }
      askAll("aio_tasks", unanswered);

      PGConnection replies = asker.unwrap(PGConnection.class);
      while (!unanswered.isEmpty()) {
        PGNotification[] some = replies.getNotifications(60_000);
        assertNotNull(some, () -> "without an answer: " + unanswered);
        for (PGNotification reply : some) {
          unanswered.remove(reply.getName());
        }
      }
    }
    assertGoesOn();
  }

  /** All in one transaction, so that they come at once. */
  private static void askAll(String command, Set<String> channels) throws SQLException {
    try (Connection connection = TestPostgres.shared().connect();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      connection.setAutoCommit(false);
      for (String replyTo : channels) {
        notify.setString(1, service.channel());
        notify.setString(2, Json.write(Map.of("control", command, "reply_to", replyTo)));
        notify.execute();
      }
      connection.commit();
    }
  }

  @Test
  void threeClientsThatAskForTheStatusAgainAndAgainAreAnsweredEachTime() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(3)) {
      List<Future<?>> asking = new ArrayList<>();
      for (int client = 0; client < 3; client++) {
        asking.add(clients.submit(() -> askForTheStatus(300)));
      }
      for (Future<?> client : asking) {
        client.get();
      }
    }
    assertGoesOn();
  }

  private static void askForTheStatus(int times) {
    try (Dispatcherd dispatcherd = Dispatcherd.fromMap(service.config())) {
      Control control = dispatcherd.control();
      for (int i = 0; i < times; i++) {
        List<Reply> replies = control.ask("status", Map.of(), 1, Duration.ofSeconds(60));
        assertEquals(1, replies.size());
        assertEquals(false, replies.get(0).isError(), () -> replies.get(0).body().toString());
      }
    }
  }

  private static void assertGoesOn() throws Exception {
    assertEquals(false, service.control("alive").isError());
    service.probe("say", "still here");
    service.probe().await("still here");
  }
}
