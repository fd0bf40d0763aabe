package io.dispatcherd.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.TaskMessage;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TaskSubmitterTest {
  private final RecordingSubmitter submitter = new RecordingSubmitter();

  @Nested
  class EveryShapeOfTask {
    @Test
    void aStaticMethodWithoutArguments() {
      TaskMessage message = submitter.submit(SampleTasks::printHello).message();

      assertEquals("io.dispatcherd.tasks.SampleTasks.printHello", message.task());
      assertEquals(List.of(), message.args());
    }

    @Test
    void aStaticMethodWithAPrimitiveArgument() {
      assertEquals(List.of(3.0), submitter.submit(SampleTasks::sleep, 3.0).message().args());
    }

    @Test
    void numbersAreWidenedAsInACall() {
      assertEquals(List.of(3.0), submitter.submit(SampleTasks::sleep, 3).message().args());
      assertEquals(List.of(3), submitter.submit(SampleTasks::count, 3).message().args());
      assertEquals(List.of(99), submitter.submit(SampleTasks::count, 'c').message().args());
    }

    @Test
    void aMethodOfAnObjectThatTheWorkerHas() {
      TaskMessage message = submitter.submit(SampleTasks.Reports::yearly, 2026).message();

      assertEquals("io.dispatcherd.tasks.SampleTasks$Reports.yearly", message.task());
      assertEquals(List.of(2026), message.args());
      assertEquals(
          List.of(2026), submitter.submit(SampleTasks.Reports::since, 2026L).message().args());
    }

    @Test
    void aStaticMethodWithSixArguments() {
      TaskMessage message =
          submitter.submit(SampleTasks::six, 1L, "b", true, 4, List.of(5, 6), 7L).message();

      assertEquals(List.of(1, "b", true, 4, List.of(5, 6), 7), message.args());
    }

    @Test
    void aBoundStaticMethodTakesNoContext() {
      TaskMessage message =
          submitter.submit(SampleTasks::monthly, YearMonth.of(2024, 2), List.of("a")).message();

      assertEquals("reports.monthly", message.task());
      assertEquals(List.of("2024-02", List.of("a")), message.args());
      assertEquals(List.of(), submitter.submit(SampleTasks::pulse).message().args());
    }

    @Test
    void aClassTask() {
      TaskMessage message = submitter.submit(SampleTasks.RunJob::run, 42L).message();

      assertEquals("io.dispatcherd.tasks.SampleTasks$RunJob", message.task());
      assertEquals(List.of(42), message.args());
    }

    @Test
    void aBoundClassTaskTakesNoContext() {
      TaskMessage message =
          submitter.submit(SampleTasks.BoundJob::run, 42L, List.of("x")).message();

      assertEquals(List.of(42, List.of("x")), message.args());
    }

    @Test
    void aNameInAnyLanguage() {
      TaskMessage message =
          submitter.task("awx.main.RunJob").args(7).kwarg("force", true).submit().message();

      assertEquals("awx.main.RunJob", message.task());
      assertEquals(List.of(7), message.args());
      assertEquals(Map.of("force", true), message.kwargs());
    }
  }

  @Nested
  class WhatTheCompilerCannotRefuse {
    @Test
    void aForgottenFirstArgumentIsRefusedWithTheNumberOfArguments() {
      String message = refusalOf(() -> submitter.submit(SampleTasks::tag, 3));

      assertTrue(message.contains("SampleTasks.tag"), message);
      assertTrue(message.contains("takes 2 arguments, got 1"), message);
    }

    @Test
    void aForgottenFirstOfManyArgumentsIsRefusedToo() {
      String message =
          refusalOf(() -> submitter.submit(SampleTasks::six, "b", true, 4, List.of(5, 6), 7L));

      assertTrue(message.contains("takes 6 arguments, got 5"), message);
    }

    @Test
    void aLambdaIsRefusedWithTheWayOut() {
      String message =
          refusalOf(() -> submitter.submit(seconds -> SampleTasks.sleep(seconds), 3.0));

      assertTrue(message.contains("a lambda can't be submitted"), message);
      assertTrue(message.contains("Tasks::sleep"), message);
    }

    @Test
    void aMethodOfOneObjectIsRefused() {
      SampleTasks.RunJob job = new SampleTasks.RunJob();

      String message = refusalOf(() -> submitter.submit(job::run, 3L));

      assertTrue(message.contains("RunJob::run"), message);
    }

    @Test
    void aMethodThatIsNoTaskIsRefusedByName() {
      String message = refusalOf(() -> submitter.submit(SampleTasks::undeclared, "x"));

      assertTrue(message.contains("SampleTasks::undeclared is no task"), message);
      assertThrows(
          IllegalArgumentException.class, () -> submitter.submit(SampleTasks.Undeclared::run, 3L));
    }
  }

  @Test
  void theDeclaredDefaultsAreFilledIn() {
    TaskRequest request = submitter.task(SampleTasks::sleep, 3.0).request();

    assertEquals(Optional.of("test_channel"), request.queue());
    assertEquals(5, request.message().fields().get("timeout"));
    assertEquals(1.5, request.message().fields().get("delay"));
    assertEquals(Optional.of("serial"), request.message().onDuplicate());
  }

  private static String refusalOf(Executable submission) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, submission).getMessage());
  }
}
