package io.dispatcherd.queue.schedules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.ScheduleKeeper.DueSchedule;
import io.dispatcherd.config.Missed;
import io.dispatcherd.config.Overlap;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.jobs.ScheduleChange;
import io.dispatcherd.jobs.ScheduleEntry;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.queue.QueueDatabase;
import io.dispatcherd.queue.node.StoreConnection;
import io.dispatcherd.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Schedules in the database. */
@Tag("functional")
class QueueSchedulesTest {
  private static final ScheduleEntry OFTEN =
      ScheduleEntry.every("often", "demo.poll", Duration.ofHours(1));
  private static final String MAKE_DUE =
      "update \"${schema}\".schedule set next_at = clock_timestamp() - interval '1 second'";

  private final List<StoreConnection> opened = new ArrayList<>();
  private QueueDatabase database = QueueDatabase.empty();
  private QueueSchedules schedules = open();

  @BeforeEach
  void migrate() throws SQLException {
    database = QueueDatabase.migrated();
    schedules = open();
  }

  private QueueSchedules open() {
    StoreConnection connection =
        new StoreConnection(
            new ConnectionFactory() {
              @Override
              public Connection connect() throws SQLException {
                return DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
              }

              @Override
              public void release(Connection connection) throws SQLException {
                connection.close();
              }
            });
    opened.add(connection);
    return new QueueSchedules(database.schema(), connection, on -> {}, () -> {});
  }

  @AfterEach
  void close() throws SQLException {
    opened.forEach(StoreConnection::close);
    database.close();
  }

  private ScheduleInfo info() {
    return schedules.find("often").orElseThrow();
  }

  private DueSchedule due() {
    return schedules.due().schedules().get(0);
  }

  private int jobs() throws SQLException {
    return Integer.parseInt(database.rows("select count(*) from \"${schema}\".job").get(0));
  }

  @Test
  void thePeriodCountsFromTheCreationAndARestartDoesNotShiftIt() {
    assertEquals(List.of("created"), schedules.put(OFTEN, "file"));
    Instant first = info().next().get(0);
    assertEquals(info().createdAt().plus(Duration.ofHours(1)), first);
    assertEquals(List.of(), schedules.put(OFTEN, "file"));
    assertEquals(first, info().next().get(0));
    assertEquals(List.of(), schedules.due().schedules());
    assertTrue(schedules.due().untilNext().orElseThrow().compareTo(Duration.ofMinutes(59)) > 0);
  }

  @Test
  void whatTheFileSaysWinsAndSaysWhatItChanges() {
    schedules.put(OFTEN);
    Instant created = info().createdAt();
    ScheduleEntry other =
        ScheduleEntry.every("often", "demo.other", Duration.ofMinutes(1))
            .args(List.of(1))
            .missed(Missed.ALL, Duration.ofHours(2))
            .overlap(Overlap.SKIP);
    assertEquals(
        List.of("task", "submission", "moments", "missed", "missed_bound", "overlap", "source"),
        schedules.put(other, "file"));
    assertEquals("demo.other", info().task());
    assertEquals(created.plus(Duration.ofMinutes(1)), info().next().get(0));
    assertEquals("file", info().source());
  }

  @Test
  void aChangeLeavesTheRestOfASchedule() throws SQLException {
    schedules.put(OFTEN.args(List.of("given")).option("queue", "reports").overlap(Overlap.SKIP));
    assertTrue(
        schedules.change(
            "often",
            ScheduleChange.NONE
                .cron("0 4 * * *")
                .zone(ZoneId.of("Europe/Berlin"))
                .priority(Optional.of(7))));
    assertEquals(new Schedule.Cron("0 4 * * *", ZoneId.of("Europe/Berlin")), info().schedule());
    assertEquals(Overlap.SKIP, info().overlap());
    assertEquals(Optional.of("reports"), info().queue());
    assertEquals(List.of(), info().next(), "until a service has computed them");
    assertTrue(
        schedules.change(
            "often", ScheduleChange.NONE.every(Duration.ofMinutes(2)).queue(Optional.empty())));
    assertEquals(new Schedule.Every(Duration.ofMinutes(2)), info().schedule());
    assertEquals(info().createdAt().plus(Duration.ofMinutes(2)), info().next().get(0));
    schedules.run("often");
    assertEquals(
        List.of("default 7 [\"given\"]"),
        database.rows("select queue, priority, message::json ->> 'args' from \"${schema}\".job"));
    assertFalse(schedules.change("seldom", ScheduleChange.NONE));
  }

  @Test
  void aMomentIsSubmittedOnceByWhicheverServiceIsFirst() throws Exception {
    schedules.put(
        OFTEN
            .options(
                Map.of(
                    "args",
                    List.of(1),
                    "queue",
                    "reports",
                    "priority",
                    7,
                    "max_attempts",
                    2,
                    "timeout",
                    1.5,
                    "on_duplicate",
                    "serial",
                    "guid",
                    "g"))
            .overlap(Overlap.ALLOW));
    database.execute(MAKE_DUE);
    DueSchedule due = due();
    Instant moment = due.next().orElseThrow();
    ExecutorService services = Executors.newFixedThreadPool(4);
    int submitted = 0;
    try {
      List<Callable<Integer>> looks = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        QueueSchedules service = open();
        looks.add(() -> service.heed(due, List.of(moment), List.of(moment.plusSeconds(3600))));
      }
      for (Future<Integer> look : services.invokeAll(looks)) {
        submitted += look.get();
      }
    } finally {
      services.shutdownNow();
    }
    assertEquals(1, submitted);
    assertEquals(
        List.of("demo.poll reports 7 2 ready"),
        database.rows(
            "select task, queue, priority, max_attempts, case state when 'held' then 'ready' else"
                + " state end from \"${schema}\".jobs"));
    assertTrue(
        database
            .rows("select message from \"${schema}\".job")
            .get(0)
            .startsWith(
                "{\"task\": \"demo.poll\", \"args\": [1], \"timeout\": 1.500000, \"on_duplicate\":"
                    + " \"serial\""));
    assertEquals(moment, info().lastAt().orElseThrow());
    assertTrue(info().lastUuid().isPresent());
  }

  @Test
  void aMomentThatWasHeededIsNeverHeededAgainThoughTheClockGoesBack() throws SQLException {
    schedules.put(OFTEN);
    database.execute(MAKE_DUE);
    DueSchedule due = due();
    Instant moment = due.next().orElseThrow();
    assertEquals(1, schedules.heed(due, List.of(moment), List.of(moment)));
    assertEquals(0, schedules.heed(due, List.of(moment), List.of(moment.plusSeconds(9))));
    assertEquals(1, jobs());
  }

  @Test
  void overlapSkipLeavesOutMomentsWhileAnEarlierTaskHasNotEnded() throws SQLException {
    schedules.put(OFTEN.overlap(Overlap.SKIP));
    database.execute(MAKE_DUE);
    DueSchedule due = due();
    Instant moment = due.next().orElseThrow();
    assertEquals(
        1,
        schedules.heed(
            due, List.of(moment, moment.plusSeconds(1)), List.of(moment.plusSeconds(2))));
    database.execute("select \"${schema}\".cancel(uuid) from \"${schema}\".job");
    database.execute(MAKE_DUE);
    assertEquals(
        1, schedules.heed(due(), List.of(moment.plusSeconds(2)), List.of(moment.plusSeconds(9))));
    assertEquals(2, jobs());
  }

  @Test
  void whatComesWhileAScheduleIsPausedIsLeftOut() throws SQLException {
    schedules.put(OFTEN);
    assertTrue(schedules.pause("often"));
    database.execute(MAKE_DUE);
    assertEquals(List.of(), schedules.due().schedules());
    assertTrue(info().isPaused());
    assertEquals(List.of(), schedules.put(OFTEN, "api"));
    assertTrue(schedules.resume("often"));
    assertEquals(List.of(), schedules.due().schedules());
    assertEquals(info().createdAt().plus(Duration.ofHours(1)), info().next().get(0));
    assertFalse(schedules.pause("other"));
  }

  @Test
  void runSubmitsNowBesideTheMoments() throws SQLException {
    schedules.put(OFTEN);
    Instant next = info().next().get(0);
    String uuid = schedules.run("often").orElseThrow();
    assertEquals(List.of(uuid), database.rows("select uuid from \"${schema}\".job"));
    assertEquals(next, info().next().get(0));
    assertTrue(schedules.run("other").isEmpty());
  }

  @Test
  void aDeletedScheduleIsGoneAndItsTasksStay() throws SQLException {
    schedules.put(OFTEN);
    schedules.run("often");
    assertTrue(schedules.delete("often"));
    assertFalse(schedules.delete("often"));
    assertEquals(List.of(), schedules.list());
    assertEquals(1, jobs());
  }

  @Test
  void aCalendarWaitsForAServiceThatComputesItAndAProblemIsShown() {
    schedules.put(ScheduleEntry.cron("often", "demo.poll", "0 0 30 2 *", ZoneId.of("UTC")));
    assertEquals(List.of(), info().next());
    DueSchedule due = due();
    assertTrue(due.next().isEmpty());
    schedules.refuse(due, "names no day there is");
    assertEquals("names no day there is", info().problem().orElseThrow());
    assertEquals(List.of(), schedules.due().schedules());
    schedules.put(ScheduleEntry.cron("often", "demo.poll", "0 0 3 2 *", ZoneId.of("UTC")));
    Instant next = Instant.parse("2100-02-03T00:00:00Z");
    schedules.heed(due(), List.of(), List.of(next, next.plusSeconds(1)));
    assertEquals(List.of(next, next.plusSeconds(1)), info().next());
    assertTrue(info().problem().isEmpty());
  }

  @Test
  void wrongEntriesAreRefusedInWords() {
    assertThrows(
        IllegalArgumentException.class, () -> ScheduleEntry.every("a", "b", Duration.ZERO));
    assertThrows(
        IllegalArgumentException.class,
        () -> ScheduleEntry.cron("a", "b", "* *", ZoneId.of("UTC")));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> schedules.put(OFTEN.option("uuid", "fixed")));
    assertEquals(
        "the option uuid of the schedule often of demo.poll is given with each submission: leave it"
            + " out",
        refused.getMessage());
  }
}
