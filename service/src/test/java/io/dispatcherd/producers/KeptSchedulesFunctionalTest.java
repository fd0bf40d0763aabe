package io.dispatcherd.producers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Missed;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.PgQueueBroker;
import io.dispatcherd.queue.QueueOptions;
import io.dispatcherd.queue.schema.SchemaName;
import io.dispatcherd.testing.TestPostgres;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Services that heed the schedules of one database together. */
@Tag("functional")
class KeptSchedulesFunctionalTest {
  private static final Duration PERIOD = Duration.ofMillis(100);

  private final SchemaName schema =
      new SchemaName("test_" + UUID.randomUUID().toString().replace("-", ""));
  private final List<PgQueueBroker> brokers = new ArrayList<>();

  /** Whether the database can't be reached. */
  private final AtomicBoolean isAway = new AtomicBoolean();

  private final List<Connection> connections = new ArrayList<>();

  @BeforeEach
  void makeTables() {
    assertEquals(List.of(), broker().schedules().list());
  }

  @AfterEach
  void close() throws SQLException {
    brokers.forEach(PgQueueBroker::close);
    isAway.set(false);
    ask("drop schema if exists \"" + schema + "\" cascade");
  }

  private PgQueueBroker broker() {
    PgQueueBroker broker =
        new PgQueueBroker(
            QueueOptions.defaults().schema(schema),
            new ConnectionFactory() {
              @Override
              public Connection connect() throws SQLException {
                if (isAway.get()) {
                  throw new SQLException("away", "08001");
                }
                Connection connection =
                    DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
                synchronized (connections) {
                  connections.add(connection);
                }
                return connection;
              }

              @Override
              public void release(Connection connection) throws SQLException {
                connection.close();
              }
            });
    brokers.add(broker);
    return broker;
  }

  private List<String> ask(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      List<String> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        ResultSet result = statement.getResultSet();
        while (result.next()) {
          rows.add(String.valueOf(result.getString(1)));
        }
      }
      return rows;
    }
  }

  private int count(String sql) throws SQLException {
    return Integer.parseInt(ask(sql.replace("${schema}", schema.value())).get(0));
  }

  private KeptSchedules service(PgQueueBroker broker, ScheduleEntry... entries) {
    KeptSchedules service =
        new KeptSchedules(
            "pg_queue",
            broker.scheduleKeeper(),
            List.of(entries).stream()
                .map(entry -> new KeptSchedules.Declared(entry, "file"))
                .toList());
    MessageSink sink =
        (MessageSink)
            Proxy.newProxyInstance(
                MessageSink.class.getClassLoader(),
                new Class<?>[] {MessageSink.class},
                (proxy, method, args) -> {
                  throw new AssertionError(method + ": nothing is delivered here");
                });
    var unused = service.start(sink);
    return service;
  }

  private void requireEachMomentOnce() throws SQLException {
    assertEquals(
        0,
        count(
            "select count(*) from \"${schema}\".schedule_slot t join \"${schema}\".schedule s on"
                + " s.id = t.schedule where t.job is null or (extract(epoch from t.moment -"
                + " s.created_at) * 1000)::bigint % 100 <> 0"));
    assertEquals(
        count("select count(distinct job) from \"${schema}\".schedule_slot"),
        count("select count(*) from \"${schema}\".job"));
    assertEquals(
        count(
            "select round(extract(epoch from max(t.moment) - min(s.created_at)) * 10) from"
                + " \"${schema}\".schedule_slot t join \"${schema}\".schedule s on s.id ="
                + " t.schedule"),
        count("select count(*) from \"${schema}\".schedule_slot"));
  }

  @Test
  void eachMomentHasExactlyOneJobThoughFourServicesRestartAtRandom() throws Exception {
    ScheduleEntry often =
        ScheduleEntry.every("often", "demo.poll", PERIOD).missed(Missed.ALL, Duration.ofHours(1));
    Random random = new Random(16);
    List<KeptSchedules> services = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      services.add(service(broker(), often));
    }
    for (int moments = 5; moments <= 50; moments += 5) {
      int wanted = moments;
      await().until(() -> count("select count(*) from \"${schema}\".schedule_slot") >= wanted);
      int which = random.nextInt(4);
      services.get(which).stop();
      services.set(which, service(broker(), often));
    }
    services.forEach(KeptSchedules::stop);
    requireEachMomentOnce();
  }

  @Test
  void momentsWhilePostgresWasAwayAreMadeUpForByTheirRule() throws Exception {
    PgQueueBroker broker = broker();
    KeptSchedules service =
        service(
            broker,
            ScheduleEntry.every("all", "demo.all", PERIOD).missed(Missed.ALL, Duration.ofHours(1)));
    await().until(() -> count("select count(*) from \"${schema}\".schedule_slot") >= 3);
    isAway.set(true);
    synchronized (connections) {
      for (Connection connection : connections) {
        connection.close();
      }
    }
    int before = count("select count(*) from \"${schema}\".schedule_slot");
    await()
        .until(
            () ->
                count(
                        "select extract(epoch from clock_timestamp() - max(moment))::integer from"
                            + " \"${schema}\".schedule_slot")
                    >= 2);
    isAway.set(false);
    await().until(() -> count("select count(*) from \"${schema}\".schedule_slot") >= before + 15);
    service.stop();
    requireEachMomentOnce();
  }

  @Test
  void aCalendarThatMakesNoSenseStopsNoOtherSchedule() throws Exception {
    PgQueueBroker broker = broker();
    broker
        .schedules()
        .put(ScheduleEntry.cron("wrong", "demo.wrong", "61 * * * *", ZoneId.of("UTC")));
    broker
        .schedules()
        .put(ScheduleEntry.cron("daily", "demo.daily", "0 4 * * *", ZoneId.of("UTC")));
    KeptSchedules service = service(broker, ScheduleEntry.every("often", "demo.poll", PERIOD));
    await().until(() -> count("select count(*) from \"${schema}\".job") >= 3);
    ScheduleInfo wrong = broker.schedules().find("wrong").orElseThrow();
    assertTrue(wrong.problem().isPresent(), wrong.toString());
    assertEquals(3, broker.schedules().find("daily").orElseThrow().next().size());
    service.stop();
  }
}
