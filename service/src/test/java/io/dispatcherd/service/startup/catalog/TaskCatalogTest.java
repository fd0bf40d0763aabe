package io.dispatcherd.service.startup.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskCatalogTest {
  private static final String INITIALISED = "dispatcherd.test.initialised";

  @TempDir Path temp;

  @Test
  void onlyDeclaredTasksAreKnown() throws IOException {
    TaskRegistry registry =
        read(
            """
            package app;
            import io.dispatcherd.tasks.Task;
            public class Tasks {
              @Task public static void declared(java.time.YearMonth month) {}
              public static void undeclared() {}
            }
            """);

    assertEquals(
        List.of("app.Tasks.declared"),
        registry.declarations().stream().map(TaskDeclaration::name).toList());
    for (String name : List.of("app.Tasks.undeclared", "java.lang.System.exit", "app.Tasks")) {
      assertEquals(Optional.empty(), registry.find(name));
    }
  }

  @Test
  void noClassWithTasksIsInitialised() throws IOException {
    System.clearProperty(INITIALISED);

    read(
        """
        package app;
        import io.dispatcherd.tasks.Task;
        public class Tasks {
          static { System.setProperty("%s", "yes"); }
          @Task public static void task(int x) {}
          @Task public static class Job {
            static { System.setProperty("%s", "yes"); }
            public Job() { System.setProperty("%s", "yes"); }
            public void run() {}
          }
        }
        """
            .formatted(INITIALISED, INITIALISED, INITIALISED));

    assertEquals(null, System.getProperty(INITIALISED));
  }

  @Test
  void allThatIsWrongIsReportedTogether() throws IOException {
    Path folder =
        Sources.compile(
            temp.resolve("a"),
            """
            package app;
            import io.dispatcherd.tasks.Task;
            public class Tasks {
              @Task static void hidden() {}
              @Task(name = "same") public static void first() {}
              @Task(name = "same") public static void second() {}
              @Task(timeout = "soon") public static void late() {}
              @Task public static void unreadable(Thread.UncaughtExceptionHandler handler) {}
              @Task public static void good() {}
            }
            """);

    var e = assertThrows(TaskDeclarationException.class, () -> TaskCatalog.read(List.of(folder)));

    for (String task : List.of("hidden", "same", "late", "unreadable")) {
      assertTrue(e.problems().stream().anyMatch(problem -> problem.contains(task)), task);
    }
    assertEquals(4, e.problems().size(), e::toString);
  }

  @Test
  void aTypeThatIsMissingOnTheClassPathIsReported() throws IOException {
    Path folder =
        Sources.compile(
            temp.resolve("a"),
            """
            package app;
            import io.dispatcherd.tasks.Task;
            public class Tasks {
              public static class Report {}
              @Task public static void send(Report report) {}
            }
            """);
    Files.delete(folder.resolve("app/Tasks$Report.class"));

    var e = assertThrows(TaskDeclarationException.class, () -> TaskCatalog.read(List.of(folder)));

    assertTrue(String.valueOf(e.getMessage()).contains("app.Tasks.send"), e::toString);
    assertTrue(String.valueOf(e.getMessage()).contains("Report"), e::toString);
  }

  @Test
  void theClassPathOfThisJvmExists() {
    assertTrue(TaskCatalog.classPathOfThisJvm().stream().allMatch(Files::exists));
  }

  private TaskRegistry read(String source) throws IOException {
    return TaskCatalog.read(List.of(Sources.compile(temp.resolve("a"), source))).tasks();
  }

  @Test
  void anObjectThatNobodyMakesIsRefused() throws IOException {
    Path folder =
        Sources.compile(
            temp.resolve("a"),
            """
            package app;
            public class Mailer {
              public Mailer(String host) {}
              @io.dispatcherd.tasks.Task public void send(long order) {}
            }
            """);

    var e = assertThrows(TaskDeclarationException.class, () -> TaskCatalog.read(List.of(folder)));

    assertTrue(
        String.valueOf(e.getMessage())
            .contains("app.Mailer.send: the class has no public constructor"),
        e::toString);
    assertTrue(
        TaskCatalog.read(List.of(folder), List.of(), true, ValueMapping.STANDARD)
            .tasks()
            .find("app.Mailer.send")
            .isPresent());
  }

  @Test
  void interceptorsAreThoseThatJarsName() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("a/META-INF/services"));
    Files.writeString(
        folder.resolve("io.dispatcherd.tasks.RunInterceptor"), "# ours\napp.Tracing # first\n\n");

    assertEquals(
        List.of("app.Tracing"), TaskCatalog.read(List.of(temp.resolve("a"))).interceptors());
  }
}
