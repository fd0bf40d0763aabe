package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import io.dispatcherd.testing.TestPostgres;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A running service, and messages that are as deep, as long and as foreign as they may be. */
@Tag("functional")
class AtTheLimitsFunctionalTest {
  /** 1,000 characters, and a few more once it is written anew. */
  private static final String LONG_NUMBER = "1" + "23".repeat(498) + "4e1";

  @ParameterizedTest
  @EnumSource
  void aNumberThatGrowsComesToItsWorkerThroughEveryDoor(WorkerKind kind) throws Exception {
    try (CapturedLog log = new CapturedLog();
        RunningService service = kind.start()) {
      service.publish(anything(service, "alone", LONG_NUMBER, ""));
      service.publish(anything(service, "with a channel", LONG_NUMBER, ",\"channel\":\"its own\""));
      String padding = ",\"padding\":\"" + "x".repeat(8_000) + "\"";
      ChunkSplitter.split(anything(service, "in chunks", LONG_NUMBER, padding), 7_999)
          .forEach(service::publish);
      List<Object> args =
          List.of(service.probe().port(), "by command", new BigDecimal(LONG_NUMBER));
      Reply reply =
          service.control("run", Map.of("task", ProbeTasks.PREFIX + "takeAnything", "args", args));
      assertFalse(reply.isError(), reply::toString);
      service.awaitCount("finished_count", 4);
      assertEquals(0, service.count("failed_count"));
      assertEquals(List.of(), log.lines(Level.ERROR));
    }
  }

  @Test
  void aMessageOfTheDeepestNestingIsListedAndCancelledFromEverywhere() throws Exception {
    try (RunningService service = RunningService.start();
        Dispatcherd socket = Dispatcherd.fromMap(service.config());
        Dispatcherd postgres = Dispatcherd.fromMap(controlledOver("pg_notify", service))) {
      String deep = "[".repeat(498) + "1e999999999" + "]".repeat(498);
      service.publish(anything(service, "never", deep, ",\"uuid\":\"u-deep\",\"delay\":300"));
      service.awaitCount("delayed", 1);

      assertEquals(1, messagesIn(service.control("running")));
      for (Dispatcherd client : List.of(socket, postgres)) {
        List<Reply> replies = client.control().ask("running", Map.of(), 1, Duration.ofSeconds(20));
        assertEquals(1, messagesIn(replies.get(0)));
      }
      List<Reply> cancelled =
          postgres.control().ask("cancel", Map.of("uuid", "u-deep"), 1, Duration.ofSeconds(20));
      assertEquals(1, messagesIn(cancelled.get(0)));
      service.awaitCount("delayed", 0);
    }
  }

  @Test
  void whateverADatabaseIsEncodedInEveryCharacterTravels() throws Exception {
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement()) {
      String database = "latin_" + Long.toHexString(System.nanoTime());
      statement.execute(
          "CREATE DATABASE " + database + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
      try (RunningService service = RunningService.builder().part("brokers", in(database)).start();
          Dispatcherd client = Dispatcherd.fromMap(controlledOver("pg_notify", service))) {
        String word = "größe 漢 \ud83d\ude00";
        client.submit(ProbeTasks::gate, service.probe().port(), word);
        service.probe().await(word);

        List<Reply> replies = client.control().ask("running", Map.of(), 1, Duration.ofSeconds(20));
        assertTrue(replies.get(0).toJson().contains(word), replies::toString);
        service.probe().release(word);
        service.awaitCount("finished_count", 1);
      } finally {
        statement.execute("DROP DATABASE " + database + " WITH (FORCE)");
      }
    }
  }

  private static RunningService.Changed in(String database) {
    return usual -> {
      Map<Object, Object> brokers = new LinkedHashMap<>(usual);
      Map<Object, Object> broker =
          new LinkedHashMap<>(RunningService.object(brokers.get("pg_notify")));
      Map<Object, Object> config = new LinkedHashMap<>(RunningService.object(broker.get("config")));
      config.put(
          "conninfo",
          String.valueOf(config.get("conninfo")).replaceFirst("dbname=\\S+", "dbname=" + database));
      broker.put("config", config);
      brokers.put("pg_notify", broker);
      return brokers;
    };
  }

  private static Map<String, Object> controlledOver(String broker, RunningService service) {
    Map<String, Object> config = new LinkedHashMap<>(service.config());
    config.put("publish", Map.of("default_broker", broker, "default_control_broker", broker));
    return config;
  }

  private static long messagesIn(Reply reply) {
    return reply.body().values().stream().filter(Map.class::isInstance).count();
  }

  private static String anything(RunningService service, String word, String value, String more) {
    return "{\"task\":\"%stakeAnything\",\"args\":[%d,\"%s\",%s]%s}"
        .formatted(ProbeTasks.PREFIX, service.probe().port(), word, value, more);
  }
}
