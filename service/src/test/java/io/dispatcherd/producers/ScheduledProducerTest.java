package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduledProducerTest {
  private static final Schedule OFTEN = new Schedule.Every(Duration.ofMillis(20));

  private final BlockingQueue<TaskMessage> delivered = new LinkedBlockingQueue<>();
  private final MessageSink sink =
      new MessageSink() {
        @Override
        public void received(Message message, Arrival delivery) {
          throw new AssertionError("nothing comes over a broker");
        }

        @Override
        public void refused(
            MessageFormatException problem, Acknowledgement.Rejected why, Arrival delivery) {
          throw new AssertionError("nothing comes over a broker");
        }

        @Override
        public void submitted(TaskMessage message) {
          delivered.add(message);
        }
      };

  @Test
  void everyRunHasAUuidOfItsOwnThatSaysWhereItComesFrom() throws Exception {
    ScheduledProducer producer = producer(task("tick", "demo.tick", Map.of(), OFTEN));
    producer.start(sink).join();
    Set<String> uuids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      String uuid = String.valueOf(delivered.take().uuid());
      assertTrue(uuid.startsWith("sch-"), uuid);
      uuids.add(uuid);
    }
    producer.stop();
    assertEquals(3, uuids.size());
  }

  @Test
  void oneTaskCanHaveSeveralSchedulesWithDifferentOptions() throws Exception {
    ScheduledProducer producer =
        producer(
            task("first", "demo.tick", Map.of("args", List.of(1)), OFTEN),
            task("second", "demo.tick", Map.of("args", List.of(2)), OFTEN));
    producer.start(sink).join();
    Set<List<?>> arguments = new HashSet<>();
    while (arguments.size() < 2) {
      TaskMessage message = delivered.take();
      assertEquals("demo.tick", message.task());
      arguments.add(message.args());
    }
    producer.stop();
    assertEquals(Set.of(List.of(1), List.of(2)), arguments);
  }

  @Test
  void whatGoesByTheCalendarGoesByTheTimeOfDay() throws Exception {
    // Steady time stands still; the time of day reaches midnight at the third look.
    InstantSource steady = InstantSource.fixed(Instant.EPOCH);
    AtomicInteger looks = new AtomicInteger();
    Instant evening = Instant.parse("2026-03-01T23:59:59.900Z");
    InstantSource calendar = () -> evening.plusMillis(60L * looks.getAndIncrement());
    ScheduledTask midnight =
        task("midnight", "demo.tick", Map.of(), new Schedule.Cron("0 0 * * *", ZoneId.of("UTC")));
    ScheduledProducer producer =
        new ScheduledProducer(List.of(midnight), new TaskUuids("sch"), steady, calendar);
    producer.start(sink).join();
    assertEquals("demo.tick", delivered.take().task());
    producer.stop();
    assertEquals(0, delivered.size(), "once a day");
  }

  @Test
  void aScheduleThatFailsStopsNoOtherOneAndIsAskedAgain() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Schedule hourly = new Schedule.Every(Duration.ofHours(1));
    AtomicInteger failures = new AtomicInteger(1);
    ScheduledProducer producer =
        new ScheduledProducer(
            List.of(
                task("fails", "demo.fails", Map.of(), new Schedule.Every(Duration.ofMinutes(30))),
                task("goes on", "demo.goes_on", Map.of(), hourly)),
            new TaskUuids("sch"),
            now::get,
            now::get,
            schedule ->
                schedule.equals(hourly)
                    ? Recurrence.of(hourly)
                    : new FailingRecurrence(Recurrence.of(schedule), failures));
    producer.start(sink).join();

    advance(producer, now, Duration.ofMinutes(30));
    advance(producer, now, Duration.ofMinutes(30));
    advance(producer, now, Duration.ofHours(1));
    producer.stop();

    List<String> tasks = delivered.stream().map(TaskMessage::task).sorted().toList();
    assertEquals(List.of("demo.fails", "demo.fails", "demo.goes_on", "demo.goes_on"), tasks);
  }

  private static void advance(
      ScheduledProducer producer, AtomicReference<Instant> now, Duration time) {
    now.updateAndGet(before -> before.plus(time));
    producer.clockChanged();
  }

  /** Can't tell its next moment for so many times. */
  private record FailingRecurrence(Recurrence sound, AtomicInteger failures) implements Recurrence {
    @Override
    public Optional<Instant> first(Instant start) {
      return sound.first(start);
    }

    @Override
    public Optional<Instant> next(Instant planned, Instant now) {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("no moment, on purpose");
      }
      return sound.next(planned, now);
    }
  }

  @Test
  void afterAPauseOneRunIsMadeUpForAndTheNextKeepsToTheOriginalTimes() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    ScheduledTask hourly =
        task("hourly", "demo.tick", Map.of(), new Schedule.Every(Duration.ofHours(1)));
    ScheduledProducer producer =
        new ScheduledProducer(List.of(hourly), new TaskUuids("sch"), now::get, now::get);
    producer.start(sink).join();
    producer.clockChanged();
    assertEquals(0, delivered.size());

    now.set(Instant.EPOCH.plus(Duration.ofMinutes(5 * 60 + 20)));
    producer.clockChanged();
    assertEquals(1, delivered.size(), "no burst after five hours");

    now.set(Instant.EPOCH.plus(Duration.ofMinutes(6 * 60 - 1)));
    producer.clockChanged();
    assertEquals(1, delivered.size(), "no drift");
    now.set(Instant.EPOCH.plus(Duration.ofHours(6)));
    producer.clockChanged();
    assertEquals(2, delivered.size());
    producer.stop();
    producer.clockChanged();
    assertEquals(2, delivered.size());
  }

  @Test
  void nothingIsDeliveredOnceItHasStopped() throws Exception {
    ScheduledProducer producer = producer(task("tick", "demo.tick", Map.of(), OFTEN));
    producer.start(sink).join();
    delivered.take();
    producer.stop();
    assertEquals(
        producer.status().get("produced_count"), 1L + delivered.size(), "all before the stop");
  }

  @Test
  void aChangeOfTheClockThatMeetsTheStopPassesWithoutError() {
    AtomicReference<Runnable> atNextLook = new AtomicReference<>(() -> {});
    InstantSource clock =
        () -> {
          atNextLook.getAndSet(() -> {}).run();
          return Instant.EPOCH;
        };
    ScheduledTask hourly =
        task("hourly", "demo.tick", Map.of(), new Schedule.Every(Duration.ofHours(1)));
    ScheduledProducer producer =
        new ScheduledProducer(List.of(hourly), new TaskUuids("sch"), clock, clock);
    producer.start(sink).join();
    producer.clockChanged();
    atNextLook.set(
        () -> {
          // In the middle of a look; interrupted, so that it doesn't wait for this look to end.
          Thread.currentThread().interrupt();
          producer.stop();
        });
    producer.clockChanged();
    producer.clockChanged();
    assertEquals(0, delivered.size());
  }

  @Test
  void aScheduleThatCannotBeReadIsNamed() {
    Schedule wrong = new Schedule.Cron("99 * * * *", ZoneId.of("UTC"));
    ConfigurationException problem =
        assertThrows(
            ConfigurationException.class,
            () -> producer(task("nightly", "demo.tick", Map.of(), wrong)));
    assertTrue(
        String.valueOf(problem.getMessage())
            .startsWith("producers.ScheduledProducer.task_schedule.nightly: "),
        problem::getMessage);
  }

  @Test
  void optionsThatMakeNoMessageAreNamedWithoutTheirValues() {
    ConfigurationException problem =
        assertThrows(
            ConfigurationException.class,
            () -> producer(task("nightly", "demo.tick", Map.of("kwargs", "secret-value"), OFTEN)));
    assertTrue(String.valueOf(problem.getMessage()).contains("nightly"), problem::getMessage);
    assertTrue(!String.valueOf(problem.getMessage()).contains("secret-value"), problem::getMessage);
  }

  private static ScheduledTask task(
      String name, String task, Map<String, @Nullable Object> options, Schedule schedule) {
    return new ScheduledTask(name, task, options, schedule);
  }

  private static ScheduledProducer producer(ScheduledTask... tasks) {
    InstantSource steady = InstantSource.system();
    return new ScheduledProducer(List.of(tasks), new TaskUuids("sch"), steady, steady);
  }
}
