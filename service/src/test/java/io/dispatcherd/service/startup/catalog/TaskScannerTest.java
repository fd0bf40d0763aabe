package io.dispatcherd.service.startup.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.declared.ParameterNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskScannerTest {
  private static final String TASKS =
      """
      package app;
      import io.dispatcherd.tasks.*;
      import java.util.List;
      public class Tasks {
        static { if (true) throw new IllegalStateException("initialised"); }
        @Task(name = "reports.monthly", queue = "reports", timeout = "5s", delay = "1m",
              onDuplicate = OnDuplicate.QUEUE_ONE)
        public static int monthly(TaskContext context, long month, double[] rates, List<String> teams) {
          for (String team : teams) { int other = 1; }
          { String later = ""; }
          return 0;
        }
        @Task public static void plain() {}
        public static void noTask(int x) {}
        @Task(queueFrom = Chooser.class) public static void chosen() {}
        public static class Chooser implements java.util.function.Supplier<String> {
          public String get() { return "q"; }
        }
        @Task public static class Job {
          public void run(long jobId, String text) { long local = jobId; }
          public void run2() {}
        }
        static class Hidden { @Task public static void inside() {} }
      }
      """;

  @TempDir Path temp;

  /** To be found on the class path of these tests. */
  public static final class OwnTasks {
    private OwnTasks() {}

    @Task
    public static void declaredHere() {}
  }

  @Test
  void everyTaskIsFoundWithWhatItDeclares() throws IOException {
    List<FoundTask> found = scan(Sources.compile(temp.resolve("a"), TASKS, "-parameters"));

    TaskDeclaration monthly = named(found, "monthly").declare();
    assertEquals("reports.monthly", monthly.name());
    assertEquals("app.Tasks", monthly.method().className());
    assertEquals(
        "(Lio/dispatcherd/tasks/TaskContext;J[DLjava/util/List;)I", monthly.method().descriptor());
    assertTrue(monthly.method().bound());
    assertEquals(Optional.of("reports"), monthly.defaults().queue());
    assertEquals(Optional.of(Duration.ofSeconds(5)), monthly.defaults().timeout());
    assertEquals(Optional.of(Duration.ofMinutes(1)), monthly.defaults().delay());
    assertEquals(OnDuplicate.QUEUE_ONE, monthly.defaults().onDuplicate());

    TaskDeclaration plain = named(found, "plain").declare();
    assertEquals("app.Tasks.plain", plain.name());
    assertEquals(OnDuplicate.PARALLEL, plain.defaults().onDuplicate());
    assertEquals(Optional.empty(), plain.defaults().queueFrom());

    assertEquals(
        Optional.of("app.Tasks$Chooser"), named(found, "chosen").declare().defaults().queueFrom());

    TaskDeclaration job = named(found, "run").declare();
    assertEquals("app.Tasks$Job", job.name());
    assertTrue(job.method().ofObject());
    assertEquals(5, found.size());
  }

  @Test
  void aNestedClassIsAsPublicAsItsSourceSays() throws IOException {
    List<FoundTask> found = scan(Sources.compile(temp.resolve("a"), TASKS));

    assertFalse(named(found, "inside").owner().isPublic());
    assertTrue(named(found, "run").owner().isPublic());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-parameters", "-g"})
  void parameterNamesAreReadFromTheClassFile(String option) throws IOException {
    List<FoundTask> found = scan(Sources.compile(temp.resolve("a"), TASKS, option));

    assertEquals(
        List.of("month", "rates", "teams"),
        named(found, "monthly").declare().method().parameterNames());
    assertEquals(List.of("jobId", "text"), named(found, "run").declare().method().parameterNames());
  }

  @Test
  void parameterNamesAreReadFromTheProcessorsResourceIfNotInTheClassFile() throws IOException {
    Path folder = Sources.compile(temp.resolve("a"), TASKS, "-g:none");
    assertEquals(List.of(), named(scan(folder), "run").declare().method().parameterNames());

    Path resource = folder.resolve(ParameterNames.path("app.Tasks$Job"));
    Files.createDirectories(resource.getParent());
    Files.writeString(
        resource,
        new ParameterNames(Map.of("run(JLjava/lang/String;)V", List.of("jobId", "text"))).toText());

    assertEquals(
        List.of("jobId", "text"), named(scan(folder), "run").declare().method().parameterNames());
    assertEquals(
        List.of("jobId", "text"),
        named(scan(Sources.jar(temp.resolve("a.jar"), folder)), "run")
            .declare()
            .method()
            .parameterNames());
  }

  @Nested
  class ClassPaths {
    @Test
    void mayHoldJarsAndFolders() throws IOException {
      Path jar =
          Sources.jar(
              temp.resolve("tasks.jar"),
              Sources.compile(temp.resolve("a"), one("app.First", "first")));
      Path folder = Sources.compile(temp.resolve("b"), one("app.Second", "second"));

      assertEquals(List.of("first", "second"), names(TaskScanner.scan(List.of(jar, folder))));
    }

    @Test
    void withAClassTwiceCountTheFirst() throws IOException {
      Path first = Sources.compile(temp.resolve("a"), one("app.Tasks", "old"));
      Path second = Sources.compile(temp.resolve("b"), one("app.Tasks", "next"));

      assertEquals(List.of("old"), names(TaskScanner.scan(List.of(first, second))));
    }

    @Test
    void ofMultiReleaseJarsCountTheFilesForThisRelease() throws IOException {
      Path folder = Sources.compile(temp.resolve("a"), one("app.Tasks", "old"));
      Sources.compile(folder.resolve("META-INF/versions/21"), one("app.Tasks", "current"));
      Sources.compile(folder.resolve("META-INF/versions/21"), one("app.Added", "added"));
      Sources.compile(folder.resolve("META-INF/versions/9999"), one("app.Tasks", "future"));

      assertEquals(
          List.of("added", "current"),
          names(scan(Sources.jar(temp.resolve("m.jar"), folder))).stream().sorted().toList());
    }

    @Test
    void goOnWhereAManifestSays() throws IOException {
      Path folder = Sources.compile(temp.resolve("b c"), one("app.Second", "second"));
      Path other = temp.resolve("other.jar");
      Path first =
          Sources.jar(
              temp.resolve("first.jar"),
              Sources.compile(temp.resolve("a"), one("app.First", "first")),
              "other.jar",
              "gone.jar",
              "http://localhost/remote.jar",
              folder.toUri().toString());
      Sources.jar(
          other, Sources.compile(temp.resolve("d"), one("app.Third", "third")), "first.jar");

      assertEquals(List.of("first", "third", "second"), names(scan(first)));
    }

    @Test
    void ofThisJvmHoldTheTasksOfItsTests() {
      assertTrue(
          names(TaskScanner.scan(TaskCatalog.classPathOfThisJvm())).contains("declaredHere"));
    }

    @Test
    void thatDoNotExistAreNamed() {
      assertError(temp.resolve("gone.jar"), "gone.jar");
    }

    @Test
    void withABrokenJarNameIt() throws IOException {
      assertError(Files.writeString(temp.resolve("broken.jar"), "no jar"), "broken.jar");
    }

    @Test
    void withABrokenClassFileNameIt() throws IOException {
      Path folder = Sources.compile(temp.resolve("a"), one("app.Tasks", "task"));
      Path file = folder.resolve("app/Tasks.class");
      byte[] whole = Files.readAllBytes(file);
      for (int length = 200; length < whole.length; length += 7) {
        byte[] cut = java.util.Arrays.copyOf(whole, length);
        Files.write(file, cut);
        if (TaskClassFile.mentionsTask(cut)) {
          assertError(folder, "app/Tasks.class in " + folder);
        }
      }
    }

    @Test
    void withOtherBrokenClassesAreNoConcern() throws IOException {
      Path folder = Sources.compile(temp.resolve("a"), one("app.Tasks", "task"));
      Files.writeString(folder.resolve("app/Other.class"), "no class");

      assertEquals(List.of("task"), names(scan(folder)));
    }

    private void assertError(Path entry, String part) {
      var e = assertThrows(UnreadableClassPathException.class, () -> scan(entry));
      assertTrue(String.valueOf(e.getMessage()).contains(part), e::toString);
    }
  }

  private static String one(String className, String method) {
    int dot = className.lastIndexOf('.');
    return """
    package %s;
    public class %s {
      @io.dispatcherd.tasks.Task public static void %s() {}
    }
    """
        .formatted(className.substring(0, dot), className.substring(dot + 1), method);
  }

  private static List<FoundTask> scan(Path entry) {
    return TaskScanner.scan(List.of(entry));
  }

  private static List<String> names(List<FoundTask> found) {
    return found.stream().map(task -> task.methods().get(0).name()).toList();
  }

  private static FoundTask named(List<FoundTask> found, String method) {
    return found.stream()
        .filter(task -> task.methods().get(0).name().equals(method))
        .findFirst()
        .orElseThrow();
  }
}
