package io.dispatcherd.service.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.processors.Handling;
import io.dispatcherd.service.TaskObserver;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.statistics.TaskTimes;
import io.dispatcherd.tasks.TaskRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskIntakeTest {
  private final TaskFlow flow = new TaskFlow(10, new TaskTimes(10), TaskObserver.NOBODY);
  private final TaskIntake intake =
      new TaskIntake(TaskRegistry.ofClasses(ProbeTasks.class), flow, new LimitHits());

  /**
   * As the Python publisher writes them. A service of the other language on the same channel is
   * sent them too, and its log has to say which submission it left alone.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"task\": \"app.tasks.sync\", \"time_pub\": 1795507606.08, \"uuid\": \"u1\","
            + " \"args\": [\"hunter2\"]} | app.tasks.sync is declared here (uuid u1, from jobs)",
        "{\"task\": \"lambda: 1\"} | lambda: 1 is declared here (from jobs)",
        "{\"task\": \"io.dispatcherd.service.fixtures.ProbeTasks.noop\", \"uuid\": \"u2\","
            + " \"errbacks\": null, \"callbacks\": [{\"args\": [], \"kwargs\": {}, \"task\":"
            + " \"app.tasks.done\"}]} | app.tasks.done is declared here (uuid u2, from jobs)",
      })
  void aTaskOfAnotherServiceIsRefusedByItsNameUuidAndChannel(String json, String expected) {
    TaskMessage message = TaskMessage.fromJson(json).withChannel("jobs");

    TaskRefusedException refused =
        assertThrows(
            TaskRefusedException.class,
            () -> intake.take(message, Acknowledgeable.NONE, Handling.OURS, Instant.EPOCH));

    assertEquals(
        "No task named "
            + expected
            + ": is its jar on the class path, and its method or class annotated with @Task?",
        refused.getMessage());
    assertEquals(0, flow.ready());
  }

  @Test
  void nullStandsForAFieldThatThePythonPublisherLeftUnset() {
    TaskMessage message =
        TaskMessage.fromJson(
            """
            {"task": "io.dispatcherd.service.fixtures.ProbeTasks.noop", "uuid": "u3", "args": null,
             "kwargs": null, "timeout": null, "delay": null, "on_duplicate": null, "guid": null,
             "time_pub": null, "bind": false, "callbacks": null, "errbacks": null}
            """);

    TaskMessage taken = intake.take(message, Acknowledgeable.NONE, Handling.OURS, Instant.EPOCH);

    assertEquals("u3", taken.uuid());
    assertEquals(1, flow.ready());
  }
}
