package io.dispatcherd.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.binding.LoadedTask;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskDeclarationTest {
  private static final ClassLoader LOADER = TaskDeclarationTest.class.getClassLoader();
  private static final TaskContext CONTEXT =
      (TaskContext)
          Proxy.newProxyInstance(
              LOADER,
              new Class<?>[] {TaskContext.class},
              (proxy, method, args) -> {
                throw new UnsupportedOperationException(method.getName());
              });

  private static TaskDeclaration find(String name) {
    return TaskRegistry.ofClasses(
            SampleTasks.class, SampleTasks.RunJob.class, SampleTasks.BoundJob.class)
        .find(name)
        .orElseThrow();
  }

  @Test
  void aMethodIsNamedAfterItsClassAndItself() {
    TaskDeclaration sleep = find("io.dispatcherd.tasks.SampleTasks.sleep");

    assertEquals("(D)I", sleep.method().descriptor());
    assertEquals(1, sleep.method().argumentCount());
    assertEquals(
        new TaskDefaults(
            Optional.of("test_channel"),
            Optional.empty(),
            Optional.of(Duration.ofSeconds(5)),
            Optional.of(Duration.ofMillis(1500)),
            OnDuplicate.SERIAL),
        sleep.defaults());
  }

  @Test
  void aClassIsNamedAfterItself() {
    TaskDeclaration job = find("io.dispatcherd.tasks.SampleTasks$RunJob");

    assertTrue(job.method().ofObject());
    assertEquals("run", job.method().methodName());
  }

  @Test
  void anExplicitNameWins() {
    TaskDeclaration monthly = find("reports.monthly");

    assertTrue(monthly.method().bound());
    assertEquals(2, monthly.method().argumentCount());
  }

  @ParameterizedTest
  @MethodSource
  void everyDeclarationSurvivesItsJson(TaskDeclaration declaration) {
    assertEquals(declaration, TaskDeclaration.fromJson(declaration.toJson()));
  }

  static List<TaskDeclaration> everyDeclarationSurvivesItsJson() {
    return List.copyOf(
        TaskRegistry.ofClasses(SampleTasks.class, SampleTasks.BoundJob.class).declarations());
  }

  @Nested
  class Loaded {
    private Object run(String name, Object... args) throws Throwable {
      TaskMessage message = TaskMessage.of(Map.of("task", name, "args", List.of(args)));
      Object result = LoadedTask.load(find(name), LOADER).run(CONTEXT, message);
      return result == null ? "nothing" : result;
    }

    @Test
    void aMethodRuns() throws Throwable {
      assertEquals(3, run("io.dispatcherd.tasks.SampleTasks.sleep", 3.5));
      assertEquals("nothing", run("io.dispatcherd.tasks.SampleTasks.printHello"));
    }

    @Test
    void aBoundMethodGetsItsContext() throws Throwable {
      assertEquals("2024-02 [a]", run("reports.monthly", "2024-02", List.of("a")));
    }

    @Test
    void aClassRunsOnAnInstance() throws Throwable {
      assertEquals("nothing", run("io.dispatcherd.tasks.SampleTasks$RunJob", 3));
      assertEquals("3 [a]", run("io.dispatcherd.tasks.SampleTasks$BoundJob", 3, List.of("a")));
    }

    @Test
    void whatTheTaskThrowsArrivesAsItIs() {
      assertThrows(
          IllegalStateException.class, () -> run("io.dispatcherd.tasks.SampleTasks.fail", "x"));
    }

    @Test
    void loadingDoesNotInitialiseTheClass() {
      LoadedTask.load(TaskDeclaration.of(Initialised.class), LOADER);

      assertEquals(0, INITIALISED.get());
    }

    @Test
    void aClassThatHasChangedIsRefused() {
      TaskMethod gone =
          new TaskMethod(SampleTasks.class.getName(), "gone", "()V", List.of(), false, false);

      assertThrows(TaskDeclarationException.class, () -> gone.load(LOADER));
    }
  }

  private static final AtomicInteger INITIALISED = new AtomicInteger();

  /** Notes when it is initialised. */
  @Task
  public static final class Initialised {
    static {
      INITIALISED.incrementAndGet();
    }

    public void run() {}
  }

  @Test
  void onlyDeclaredTasksAreFound() {
    TaskRegistry registry = TaskRegistry.ofClasses(SampleTasks.class);

    assertEquals(Optional.empty(), registry.find("io.dispatcherd.tasks.SampleTasks.undeclared"));
    assertEquals(Optional.empty(), registry.find("java.lang.System.exit"));
  }

  /** Declared wrongly in every way. */
  static final class Wrong {
    private Wrong() {}

    @Task
    static void hidden() {}

    /** The class isn't static. */
    @SuppressWarnings("ClassCanBeStatic") // that is what's wrong
    @Task
    public final class Inner {
      public void run() {}
    }
  }

  /** Of which there can be no object. */
  public interface WrongInterface {
    @Task
    void ofNobody();
  }

  /** A class with methods that are declared wrongly. */
  public static class WrongMethods {
    @Task
    void notPublic() {}

    @Task
    public static void contextLast(String text, TaskContext context) {}

    @Task(timeout = "soon", delay = "-1s")
    public static void badSpans() {}

    @Task(queue = "a", queueFrom = SampleTasks.CurrentQueue.class)
    public static void twoQueues() {}

    @Task(name = "a b")
    public static void badName() {}
  }

  /** A class task without a run method. */
  @Task
  public static class NoRun {}

  /** A class task with two. */
  @Task
  public static class TwoRuns {
    public void run() {}

    public void run(int value) {}
  }

  /** A class task that can't be made. */
  @Task
  public static class ByAFactory {
    public ByAFactory(int value) {}

    public void run() {}
  }

  /** A class task that can't be made either. */
  @Task
  public abstract static class Abstract {
    public void run() {}
  }

  /** A class task whose method isn't one of an instance. */
  @Task
  public static class StaticRun {
    public static void run() {}
  }

  /** A class task, of an interface with a type parameter: the compiler adds a second run. */
  @Task
  public static class Bridged implements Step<String> {
    @Override
    public void run(String value) {}
  }

  /** Something to implement. */
  public interface Step<T> {
    void run(T value);
  }

  @Test
  void aClassMayHaveItsObjectsMadeElsewhere() {
    FoundTask found = ReflectedTasks.of(ByAFactory.class);

    assertEquals(List.of(), found.problems());
    assertTrue(found.problemOfMaking().orElseThrow().contains("a TaskFactory can"));
  }

  @Nested
  class DeclaredWrongly {
    private List<String> problems(Class<?>... classes) {
      return assertThrows(TaskDeclarationException.class, () -> TaskRegistry.ofClasses(classes))
          .problems();
    }

    private void assertProblem(String expected, Class<?>... classes) {
      List<String> problems = problems(classes);
      assertTrue(
          problems.stream().anyMatch(problem -> problem.contains(expected)),
          () -> expected + " is not in " + problems);
    }

    @Test
    void everythingIsReportedAtOnce() {
      List<String> problems = problems(Wrong.class, WrongMethods.class, NoRun.class);

      for (String place : List.of("hidden", "notPublic", "contextLast", "badSpans", "NoRun")) {
        assertTrue(problems.stream().anyMatch(problem -> problem.contains(place)), place);
      }
    }

    @Test
    void eachProblemSaysWhatToDo() {
      assertProblem("Wrong must be public", Wrong.class);
      assertProblem("notPublic: the method must be public", WrongMethods.class);
      assertProblem(
          "WrongInterface.ofNobody: no object can be made of the class", WrongInterface.class);
      assertProblem("contextLast: the TaskContext must be the first", WrongMethods.class);
      assertProblem("badSpans: timeout: \"soon\" is no span of time", WrongMethods.class);
      assertProblem("badSpans: delay: \"-1s\"", WrongMethods.class);
      assertProblem("twoQueues: give either queue or queueFrom", WrongMethods.class);
      assertProblem("badName: the name must not contain white space", WrongMethods.class);
      assertProblem("one run method of its own, it declares 0", NoRun.class);
      assertProblem("one run method of its own, it declares 2", TwoRuns.class);
      assertProblem("must not be abstract", Abstract.class);
      assertProblem("put @Task on the method", StaticRun.class);
    }

    @Test
    void aSecondTaskWithTheSameNameIsRefused() {
      assertProblem("two tasks have the name twice", Twice.class);
    }

    @Test
    void aMethodThatTheCompilerAddsIsNoSecondRun() {
      assertEquals(
          "(Ljava/lang/String;)V", TaskDeclaration.of(Bridged.class).method().descriptor());
    }

    @Test
    void aMethodWithoutTheAnnotationIsNoTask() throws Exception {
      assertThrows(
          TaskDeclarationException.class,
          () -> TaskDeclaration.of(Object.class.getMethod("toString")));
    }
  }

  /** Two tasks with one name. */
  public static final class Twice {
    private Twice() {}

    @Task(name = "twice")
    public static void first() {}

    @Task(name = "twice")
    public static void second() {}
  }

  @Nested
  class QueueChosenByAClass {
    @Test
    void isAskedThroughItsName() {
      TaskDeclaration routed = find("io.dispatcherd.tasks.SampleTasks.routed");
      SampleTasks.CurrentQueue.channel = "here";

      assertEquals(Optional.of("here"), PreparedCall.Queue.of(routed.defaults(), LOADER).choose());
    }

    @Test
    void isRefusedIfItCannotBeMade() {
      TaskDefaults defaults =
          new TaskDefaults(
              Optional.empty(),
              Optional.of(Supplier.class.getName()),
              Optional.empty(),
              Optional.empty(),
              OnDuplicate.PARALLEL);

      assertThrows(TaskDeclarationException.class, () -> PreparedCall.Queue.of(defaults, LOADER));
    }
  }
}
