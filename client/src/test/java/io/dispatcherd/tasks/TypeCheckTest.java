package io.dispatcherd.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the compiler lets a user submit, and what it doesn't. */
class TypeCheckTest {
  @TempDir private Path output;

  private List<String> errorsOf(String statement) {
    String source =
        """
        import io.dispatcherd.tasks.*;
        import io.dispatcherd.tasks.SampleTasks.*;
        import io.dispatcherd.publish.*;
        import java.time.*;
        import java.util.*;

        class Program {
          void submit(TaskSubmitter dispatcherd, Duration wait) {
            %s;
          }
        }
        """
            .formatted(statement);
    return Compilation.of("Program", source, output, "-proc:none").errors();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dispatcherd.submit(SampleTasks::printHello)",
        "Submission done = dispatcherd.submit(SampleTasks::sleep, 3.0)",
        "dispatcherd.task(SampleTasks::sleep, 3.0).queue(\"q\").delay(wait).submit()",
        "Reply ack = dispatcherd.task(SampleTasks::sleep, 3.0).submitConfirmed(wait)",
        "dispatcherd.submit(SampleTasks::monthly, YearMonth.now(), List.of(\"a\"))",
        "dispatcherd.submit(SampleTasks::monthly, YearMonth.now(), new ArrayList<String>())",
        "dispatcherd.submit(SampleTasks::monthly, YearMonth.now(), List.of())",
        "dispatcherd.submit(SampleTasks::pulse)",
        "dispatcherd.submit(SampleTasks::greet, \"a\", 3)",
        "dispatcherd.submit(SampleTasks::six, 1L, \"b\", true, 4, List.of(5), 6L)",
        "dispatcherd.submit(SampleTasks::six, 1L, \"b\", true, 4, List.of(5), null)",
        "dispatcherd.submit(SampleTasks::sleep, 3)",
        "int seconds = 3; dispatcherd.task(SampleTasks::sleep, seconds).submit()",
        "dispatcherd.submit(SampleTasks::sleep, Integer.valueOf(3))",
        "dispatcherd.submit(SampleTasks::count, 3)",
        "dispatcherd.submit(SampleTasks::count, 'c')",
        "dispatcherd.submit(SampleTasks::greet, null, 3)",
        "dispatcherd.submit(RunJob::run, 42L)",
        "dispatcherd.submit(Reports::yearly, 2026)",
        "dispatcherd.submit(BoundJob::run, 42L, List.of(\"a\"))",
        "dispatcherd.task(RunJob::run, Long.valueOf(42)).submit()",
        "dispatcherd.task(\"any.name\").args(7).kwarg(\"force\", true).submit()",
      })
  void whatFitsTheMethodCompiles(String statement) {
    assertEquals(List.of(), errorsOf(statement));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dispatcherd.submit(SampleTasks::printHello, 1)",
        "dispatcherd.submit(SampleTasks::sleep)",
        "dispatcherd.submit(SampleTasks::sleep, \"3.0\")",
        "dispatcherd.submit(SampleTasks::sleep, 3.0, 4.0)",
        "dispatcherd.task(SampleTasks::sleep, true)",
        "dispatcherd.submit(SampleTasks::monthly, \"2024-02\", List.of(\"a\"))",
        "dispatcherd.submit(SampleTasks::monthly, YearMonth.now(), List.of(1))",
        "dispatcherd.submit(SampleTasks::monthly, YearMonth.now())",
        "dispatcherd.submit(SampleTasks::greet, 3, \"a\")",
        "dispatcherd.submit(SampleTasks::greet)",
        "dispatcherd.submit(SampleTasks::greet, 3)",
        "dispatcherd.submit(SampleTasks::greet, \"a\")",
        "dispatcherd.task(SampleTasks::sleep).submit()",
        "dispatcherd.submit(RunJob::run)",
        "dispatcherd.submit(RunJob::run, \"42\")",
        "dispatcherd.submit(RunJob::run, 42L, 43L)",
        "dispatcherd.submit(BoundJob::run, 42L)",
        "dispatcherd.submit(BoundJob::run, 42L, List.of(1))",
        "dispatcherd.submit(SampleTasks::missing, 42L)",
      })
  void whatDoesNotFitTheMethodDoesNotCompile(String statement) {
    assertFalse(errorsOf(statement).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "submit(SampleTasks::sleep)       | ANumberIsMissing0 is not public",
        "task(SampleTasks::sleep)         | ANumberIsMissing0 is not public",
        "submit(SampleTasks::fail)        | ATextIsMissing0 is not public",
        "submit(SampleTasks::greet, 3)    | ATextIsMissing1 is not public",
      })
  void aForgottenArgumentIsOneLine(String call, String line) {
    List<String> errors = errorsOf("dispatcherd." + call);

    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).contains(line), errors.get(0));
    assertEquals(1, errors.get(0).lines().count(), errors.get(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "submit(RunJob::run)                  | required: long            | found:    no arguments",
        "submit(SampleTasks::printHello, 1)   | required: no arguments    | found:   "
            + " java.lang.Integer",
        "submit(SampleTasks::greet, \"a\")    | required: java.lang.String,int      | found:   "
            + " java.lang.String",
        "submit(SampleTasks::sleep, 3.0, 4.0) | required: double   |"
            + " java.lang.Double,java.lang.Double",
        "submit(SampleTasks::sleep, \"3\")    | java.lang.String cannot be converted to double |"
            + " method reference",
      })
  void aMisfitSaysWhatTheMethodTakesAndWhatItWasGiven(String call, String takes, String given) {
    List<String> errors = errorsOf("dispatcherd." + call);

    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).contains(takes), errors.get(0));
    assertTrue(errors.get(0).contains(given), errors.get(0));
  }
}
