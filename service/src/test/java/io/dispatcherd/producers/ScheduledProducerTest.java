package io.dispatcherd.producers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Schedule;
import io.dispatcherd.config.ScheduledTask;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScheduledProducerTest {
  private static final Schedule OFTEN = new Schedule.Every(Duration.ofMillis(20));

  private final BlockingQueue<TaskMessage> delivered = new LinkedBlockingQueue<>();
  private final MessageSink sink =
      new MessageSink() {
        @Override
        public void received(Message message, Delivery delivery) {
          throw new AssertionError("nothing comes over a broker");
        }

        @Override
        public void refused(MessageFormatException problem, Delivery delivery) {
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
  void nothingIsDeliveredOnceItHasStopped() throws Exception {
    ScheduledProducer producer = producer(task("tick", "demo.tick", Map.of(), OFTEN));
    producer.start(sink).join();
    delivered.take();
    producer.stop();
    assertEquals(
        producer.status().get("produced_count"), 1L + delivered.size(), "all before the stop");
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
    return new ScheduledProducer(List.of(tasks), new TaskUuids("sch"), InstantSource.system());
  }
}
