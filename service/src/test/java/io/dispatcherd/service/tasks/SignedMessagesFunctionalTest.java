package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.brokers.signing.Signing;
import io.dispatcherd.config.Secret;
import io.dispatcherd.config.SigningSettings;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.metrics.ScrapedMetrics;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.TestConfig;
import io.dispatcherd.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Services, publishers and control clients that share a key, and others that don't. */
@Tag("functional")
class SignedMessagesFunctionalTest {
  private static final String OLD_KEY = "the old key, known to all of them";
  private static final String NEW_KEY = "the new key, which takes its place";
  private static final String SECRET = "s3cr3t-value";
  private static final int PG_NOTIFY = 7999;
  private static final int SOCKET = 1024;

  private static RunningService service(Map<String, Object> signing) {
    return RunningService.builder()
        .pool(Map.of("max_workers", 1))
        .changed("brokers", brokers -> withSigning(brokers, signing))
        .changed(
            "service", usual -> RunningService.with(usual, "metrics_kwargs", Map.of("port", 0)))
        .start();
  }

  private static Map<String, Object> withSigning(Map<?, ?> brokers, Map<String, Object> signing) {
    Map<String, Object> changed = new LinkedHashMap<>();
    brokers.forEach(
        (name, options) -> {
          Map<Object, Object> more = new LinkedHashMap<>((Map<?, ?>) options);
          more.put("signing", signing);
          changed.put((String) name, more);
        });
    return changed;
  }

  /** A client of this service, which signs in another way, or not at all. */
  private static Dispatcherd client(
      RunningService service, Optional<Map<String, Object>> signing, String controlBroker) {
    Map<String, Object> config = new HashMap<>(service.config());
    Map<String, Object> brokers = new LinkedHashMap<>();
    RunningService.object(config.get("brokers"))
        .forEach(
            (name, options) -> {
              Map<Object, Object> own = new LinkedHashMap<>((Map<?, ?>) options);
              own.remove("signing");
              signing.ifPresent(it -> own.put("signing", it));
              brokers.put((String) name, own);
            });
    config.put("brokers", brokers);
    config.put(
        "publish", Map.of("default_broker", "pg_notify", "default_control_broker", controlBroker));
    return Dispatcherd.fromMap(config);
  }

  /** What a holder of this key makes of a message for {@code pg_notify}. */
  private static List<String> sealed(String key, String channel, String message) {
    SigningSettings settings =
        new SigningSettings(
            Map.of("default", Secret.of(key)), "default", Duration.ofSeconds(60), true, 1000);
    return Signing.of("pg_notify", Optional.of(settings)).seal(channel, message, PG_NOTIFY);
  }

  private static Map<?, ?> refused(RunningService service, String producer) {
    Map<?, ?> status = RunningService.object(service.control("producers").get(producer));
    return RunningService.object(RunningService.object(status.get("signing")).get("refused"));
  }

  private static long number(Map<?, ?> counts, String name) {
    return ((Number) Objects.requireNonNull(counts.get(name))).longValue();
  }

  private static String task(RunningService service, String word) {
    return service.message(Map.of("kwargs", Map.of()), "say", word);
  }

  @Nested
  class WhereSignaturesAreRequired {
    private static final Map<String, Object> SIGNING = Map.of("key", OLD_KEY);
    private static RunningService service;

    @BeforeAll
    static void start() {
      service = SignedMessagesFunctionalTest.service(SIGNING);
    }

    @AfterAll
    static void stop() throws Exception {
      service.close();
    }

    @Test
    void taskOfAPublisherWithTheKeyRuns() throws Exception {
      try (Dispatcherd dispatcherd = client(service, Optional.of(SIGNING), "socket")) {
        dispatcherd.task(ProbeTasks.PREFIX + "say").args(service.probe().port(), "one").submit();
        service.probe().await("one");
        String large = "large " + "x".repeat(20_000);
        dispatcherd.task(ProbeTasks.PREFIX + "say").args(service.probe().port(), large).submit();
        service.probe().await(large);
      }
    }

    @Test
    void taskSubmittedInACallersTransactionIsSigned() throws Exception {
      try (Dispatcherd dispatcherd = client(service, Optional.of(SIGNING), "socket");
          Connection connection = TestPostgres.shared().connect()) {
        connection.setAutoCommit(false);
        dispatcherd
            .task(ProbeTasks.PREFIX + "say")
            .args(service.probe().port(), "committed")
            .submit(connection);
        connection.commit();
        service.probe().await("committed");
      }
    }

    @Test
    void whatIsNotProvedIsRefusedCountedAndNotShown() throws Exception {
      long before = service.count("refused_count");
      Map<?, ?> reasonsBefore = refused(service, "pg_notify-producer");
      String channel = service.channel();
      String message = service.message(Map.of("kwargs", Map.of("secret", SECRET)), "say", SECRET);
      String good = sealed(OLD_KEY, channel, task(service, "good")).getFirst();
      try (CapturedLog log = new CapturedLog()) {
        service.publish(message);
        service.publish(ProbeTasks.PREFIX + "noop");
        service.publish(sealed(NEW_KEY, channel, message).getFirst());
        service.publish(sealed(OLD_KEY, "another", message).getFirst());
        service.publish(
            sealed(OLD_KEY, channel, message).getFirst().replace("\"task\"", "\"tusk\""));
        service.publish(sealed(OLD_KEY, channel, message).getFirst() + " ");
        service.publish(OldMessages.sealed(OLD_KEY, channel, message, -61_000));
        service.publish(OldMessages.sealed(OLD_KEY, channel, message, 61_000));
        service.publish("{\"control\":\"alive\",\"reply_to\":\"anywhere\"}");
        service.publish(good);
        service.publish(good);

        service.awaitCount("refused_count", before + 10);
        service.probe().await("good");
        Map<?, ?> reasons = refused(service, "pg_notify-producer");
        Map.of("unsigned", 3, "malformed", 1, "forged", 3, "expired", 1, "ahead", 1, "replayed", 1)
            .forEach(
                (reason, count) ->
                    assertEquals(number(reasonsBefore, reason) + count, number(reasons, reason)));
        ScrapedMetrics.of(service)
            .awaitAtLeast("dispatcher_messages_unverified_total{reason=\"forged\"}", 3);
        List<String> lines = log.lines(Level.DEBUG);
        assertEquals(
            10, lines.stream().filter(line -> line.contains("message on " + channel)).count());
        assertFalse(lines.toString().contains(SECRET), lines.toString());
        assertFalse(lines.toString().contains(OLD_KEY), lines.toString());
      }
      assertFalse(service.probe().all().contains(SECRET));
      assertEquals(1, service.probe().all().stream().filter("good"::equals).count());
    }

    @Test
    void refusedChunksDoNoHarmToTheMessageTheyPretendToBelongTo() throws Exception {
      String word = "chunked " + "x".repeat(9000);
      List<String> chunks = sealed(OLD_KEY, service.channel(), task(service, word));
      String swapped = chunks.getFirst().replace("\"index\":0", "\"index\":1");
      String unsigned = ChunkSplitter.split(task(service, word), PG_NOTIFY).getLast();
      String id = (String) Objects.requireNonNull(Json.parseObject(swapped).get("message_id"));
      String otherId =
          (String) Objects.requireNonNull(Json.parseObject(unsigned).get("message_id"));
      long before = service.count("refused_count");

      service.publish(chunks.getFirst());
      service.publish(swapped);
      service.publish(unsigned.replace(otherId, id));
      service.publish(chunks.getFirst());
      service.publish(chunks.getLast());

      service.probe().await(word);
      assertEquals(before + 3, service.count("refused_count"));
    }

    @Test
    void commandsAndRepliesAreSignedOverBothBrokers() {
      for (String broker : List.of("pg_notify", "socket")) {
        try (Dispatcherd dispatcherd = client(service, Optional.of(SIGNING), broker)) {
          List<Reply> replies = dispatcherd.control().ask("status");
          assertEquals(1, replies.size(), broker);
          assertEquals(TestConfig.NODE_ID, replies.getFirst().nodeId());
          assertTrue(Json.write(replies.getFirst().body()).length() > SOCKET);
        }
      }
    }

    @Test
    void runOverTheSocketIsAcceptedFromHoldersOfTheKeyOnly() throws Exception {
      Map<?, ?> refusedBefore = refused(service, "socket-producer");
      Map<String, Object> task =
          Map.of("task", ProbeTasks.PREFIX + "say", "args", List.of(service.probe().port(), "run"));
      try (Dispatcherd stranger = client(service, Optional.empty(), "socket");
          Dispatcherd friend = client(service, Optional.of(SIGNING), "socket")) {
        stranger.control().send("run", task);
        Awaitility.await("refused")
            .until(
                () ->
                    number(refused(service, "socket-producer"), "unsigned")
                        > number(refusedBefore, "unsigned"));
        assertFalse(service.probe().all().contains("run"));

        assertTrue(friend.control().ask("run", task).getFirst().body().containsKey("ack"));
        service.probe().await("run");
      }
    }

    @Test
    void forgedReplyIsNotTakenForTheAnswer() throws Exception {
      try (Impostor impostor = new Impostor(OLD_KEY);
          Dispatcherd dispatcherd = client(service, Optional.of(SIGNING), "pg_notify");
          CapturedLog log = new CapturedLog()) {
        List<Reply> replies = dispatcherd.control().on(impostor.channel).ask("alive");

        assertEquals(List.of("honest"), replies.stream().map(Reply::nodeId).toList());
        assertEquals(
            2,
            log.lines(Level.WARN).stream()
                .filter(line -> line.startsWith("Ignoring a reply: it"))
                .count());
      }
    }
  }

  @Nested
  class WhereTheyAreNot {
    private static final Map<String, Object> SIGNING =
        Map.of(
            "keys",
            Map.of("default", Map.of("key", OLD_KEY), "new", Map.of("key", NEW_KEY)),
            "sign_with",
            "new",
            "required",
            false);
    private static RunningService service;

    @BeforeAll
    static void start() {
      service = SignedMessagesFunctionalTest.service(SIGNING);
    }

    @AfterAll
    static void stop() throws Exception {
      service.close();
    }

    @Test
    void unsigningPublishersAndControlClientsAreServed() throws Exception {
      service.publish(task(service, "unsigned"));
      service.probe().await("unsigned");
      for (String broker : List.of("pg_notify", "socket")) {
        try (Dispatcherd stranger = client(service, Optional.empty(), broker)) {
          assertEquals(TestConfig.NODE_ID, stranger.control().ask("alive").getFirst().nodeId());
        }
      }
    }

    @Test
    void forgedMessageIsRefusedAllTheSame() {
      long before = service.count("refused_count");

      service.publish(
          sealed("a key that nobody else knows about", service.channel(), task(service, "forged"))
              .getFirst());

      service.awaitCount("refused_count", before + 1);
      assertFalse(service.probe().all().contains("forged"));
    }

    @Test
    void bothKeysAreAcceptedWhileTheyAreRotated() throws Exception {
      service.publish(
          sealed(OLD_KEY, service.channel(), task(service, "by the old key")).getFirst());
      service.probe().await("by the old key");
      try (Dispatcherd dispatcherd = client(service, Optional.of(SIGNING), "socket")) {
        dispatcherd
            .task(ProbeTasks.PREFIX + "say")
            .args(service.probe().port(), "by the new key")
            .submit();
      }
      service.probe().await("by the new key");
    }
  }

  @Test
  void serviceWithoutSigningRunsWhatIsSigned() throws Exception {
    try (RunningService service = RunningService.with(Map.of("max_workers", 1));
        Dispatcherd dispatcherd = client(service, Optional.of(Map.of("key", OLD_KEY)), "socket")) {
      String large = "signed " + "x".repeat(9000);
      dispatcherd.task(ProbeTasks.PREFIX + "say").args(service.probe().port(), large).submit();

      service.probe().await(large);
    }
  }

  @Test
  void aKeyFileThatOthersMayReadIsWarnedAboutOnceForEachBrokerAndUsed(@TempDir Path folder)
      throws Exception {
    Path file = Files.writeString(folder.resolve("key"), OLD_KEY);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    try (CapturedLog log = new CapturedLog();
        RunningService service = service(Map.of("key_file", file.toString()))) {
      List<String> warnings = log.lines(Level.WARN);
      assertEquals(2, warnings.size(), warnings::toString);
      for (String broker : List.of("pg_notify", "socket")) {
        String named = "brokers." + broker + ".signing.key_file: others than its owner may access ";
        assertTrue(warnings.stream().anyMatch(line -> line.startsWith(named)), warnings::toString);
      }
      assertTrue(warnings.stream().noneMatch(line -> line.contains(OLD_KEY)));
      try (Dispatcherd client = client(service, Optional.of(Map.of("key", OLD_KEY)), "socket")) {
        client.task(ProbeTasks.PREFIX + "say").args(service.probe().port(), "one").submit();
        service.probe().await("one");
      }
    }
  }

  /** Answers one command three times: unsigned, with a wrong key, and rightly. */
  private static final class Impostor implements AutoCloseable {
    final String channel = "test_" + UUID.randomUUID().toString().replace('-', '_');
    private final Connection connection = TestPostgres.shared().connect();
    private final CompletableFuture<Void> answering;

    Impostor(String rightKey) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("LISTEN \"" + channel + "\"");
      }
      answering = CompletableFuture.runAsync(() -> answer(rightKey));
    }

    private void answer(String rightKey) {
      try {
        PGNotification[] commands = connection.unwrap(PGConnection.class).getNotifications(30_000);
        String replyTo =
            (String)
                Objects.requireNonNull(
                    Json.parseObject(commands[0].getParameter()).get("reply_to"));
        notify(replyTo, "{\"node_id\":\"unsigned\"}");
        notify(replyTo, sealed(NEW_KEY, replyTo, "{\"node_id\":\"forged\"}").getFirst());
        notify(replyTo, sealed(rightKey, replyTo, "{\"node_id\":\"honest\"}").getFirst());
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void notify(String to, String payload) throws SQLException {
      try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
        notify.setString(1, to);
        notify.setString(2, payload);
        notify.execute();
      }
    }

    @Override
    public void close() throws SQLException {
      answering.join();
      connection.close();
    }
  }
}
