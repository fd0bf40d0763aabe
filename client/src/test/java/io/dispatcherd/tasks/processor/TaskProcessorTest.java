package io.dispatcherd.tasks.processor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.tasks.Compilation;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.binding.ArgumentBinder;
import io.dispatcherd.tasks.declared.ParameterNames;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import javax.annotation.processing.Processor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskProcessorTest {
  @TempDir private Path output;

  /** Compiles the members of a public class, without the names of parameters in class files. */
  private Compilation compile(String members) {
    String source =
        """
        package demo;
        import io.dispatcherd.tasks.*;
        import java.util.*;

        public class Tasks {
          %s
        }
        """
            .formatted(members);
    return Compilation.of(
        "demo.Tasks", source, output, "-g:none", "-processor", TaskProcessor.class.getName());
  }

  @Nested
  class ParameterNamesOfTasks {
    private static final String TASKS =
        """
        @Task public static void sleep(double seconds) {}
        @Task public static void monthly(TaskContext context, List<String> teams, int[] years) {}
        public static void other(int ignored) {}
        @Task public static class Job { public void run(long jobId, Map.Entry<String, Long> e) {} }
        """;

    @Test
    void areRecordedForEachClass() throws Exception {
      assertEquals(List.of(), compile(TASKS).errors());

      assertEquals(
          """
          monthly(Lio/dispatcherd/tasks/TaskContext;Ljava/util/List;[I)V context teams years
          sleep(D)V seconds
          """,
          Files.readString(output.resolve(ParameterNames.path("demo.Tasks"))));
      assertEquals(
          "run(JLjava/util/Map$Entry;)V jobId e\n",
          Files.readString(output.resolve(ParameterNames.path("demo.Tasks$Job"))));
    }

    @Test
    void letArgumentsBeNamedWithoutCompilerOptions() throws Exception {
      Class<?> tasks = compile(TASKS).load("demo.Tasks");
      Method sleep = tasks.getMethod("sleep", double.class);

      @Nullable Object[] bound =
          new ArgumentBinder(TaskDeclaration.of(sleep), sleep)
              .bind(List.of(), Map.of("seconds", 1.5));

      assertEquals(1.5, bound[0]);
    }

    @Test
    void surviveTheirText() {
      ParameterNames names =
          new ParameterNames(Map.of("a()V", List.of(), "b(IJ)V", List.of("x", "y")));

      assertEquals(names, ParameterNames.parse(names.toText()));
      assertEquals(List.of("x", "y"), names.of("b", "(IJ)V"));
      assertEquals(List.of(), names.of("c", "()V"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@Task static void hidden() {} | the method must be public",
        "public interface A { @Task void t(); } | make the method static",
        "@Task public static void a(int x) {} @Task public static void a(long x) {}"
            + " | two tasks have the name demo.Tasks.a",
        "@Task public static void t(java.sql.Connection c) {} | because of java.sql.Connection",
        "@Task(timeout = \"soon\") public static void t() {} | is no span of time",
        "@Task public static void t(String s, TaskContext c) {} | must be the first parameter",
        "@Task(name = \"x\") public static void a() {}"
            + " @Task(name = \"x\") public static void b() {} | two tasks have the name x",
        "@Task public static class Job { } | must declare one run method of its own, it declares 0",
        "@Task static class Job { public Job() {} public void run() {} } | must be public",
        "@Task public static void t(java.io.InputStream in) {} | because of java.io.InputStream",
        "@Task public static void t(List<Runnable> r) {} | because of java.lang.Runnable",
        "interface Shape {} @Task public static void t(Optional<Shape> s) {} | demo.Tasks.Shape",
        "interface Shape {} record Box(int i, Shape shape) {}"
            + " @Task public static void t(Box[] b) {} | because of demo.Tasks.Shape",
      })
  void wrongDeclarationsAreErrorsOfCompilation(String members, String expected) {
    List<String> errors = compile(members).errors();

    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).contains(expected), errors::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.time.YearMonth m, List<Map<String, Integer>> l, Optional<UUID> u, byte[] b",
        "Object o, CharSequence c, Collection<?> s, java.math.BigDecimal d, Map.Entry<String, ?> e",
        "Tree tree"
      })
  void readableTypesAreNoErrors(String parameters) {
    Compilation compilation =
        compile(
            "public record Tree(String name, List<Tree> branches) {}"
                + " @Task public static void t("
                + parameters
                + ") {}");

    assertEquals(List.of(), compilation.errors());
  }

  @Test
  void isOfferedToCompilersThatLookForProcessors() {
    assertTrue(
        ServiceLoader.load(Processor.class).stream()
            .anyMatch(found -> found.type() == TaskProcessor.class));
  }
}
