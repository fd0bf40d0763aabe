package io.dispatcherd.child;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WarmUpProperty;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDefaults;
import io.dispatcherd.tasks.TaskMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs a worker against an in-memory service once, to load and JIT-compile what the first real task
 * needs. For spare workers, and to record what a cache should hold.
 */
public final class WarmUp {
  private static final String TASK = "warm-up";

  static final Exercise WITH_VALUES =
      new Exercise(
          "withValues",
          "(Ljava/lang/String;IDZLjava/util/List;)Ljava/util/Map;",
          List.of("text", "number", "fraction", "flag", "texts"),
          Map.of(
              "text", "one", "number", 1, "fraction", 0.5, "flag", true, "texts", List.of("two")),
          300);

  static final Exercise WITH_OBJECTS =
      new Exercise(
          "withObjects",
          "(" + Order.class.descriptorString() + ")" + Order.class.descriptorString(),
          List.of("order"),
          Map.of(
              "order",
              Map.of("number", 1, "by", "2026-03-29", "items", List.of("one"), "notes", Map.of())),
          3);

  private WarmUp() {}

  /**
   * A task to warm up.
   *
   * @param method the name of one of our methods
   * @param descriptor its descriptor
   * @param parameters the names of its parameters
   * @param arguments the arguments of each run, by name
   * @param runs how often to run it: often enough to have compiled what each run does, or just to
   *     have loaded what it needs
   */
  record Exercise(
      String method,
      String descriptor,
      List<String> parameters,
      Map<String, Object> arguments,
      int runs) {}

  /** What a task may take that isn't a plain value. */
  public record Order(int number, LocalDate by, List<String> items, Map<String, String> notes) {}

  /** Takes and returns what tasks mostly do. */
  public static Map<String, Object> withValues(
      String text, int number, double fraction, boolean flag, List<String> texts) {
    return Map.of("text", text, "sum", number + fraction, "flag", flag, "texts", texts);
  }

  /** Takes and returns what needs a mapper of objects. */
  public static Order withObjects(Order order) {
    return order;
  }

  /** Warms up, if this JVM was started to. */
  static void ifAsked() {
    String asked = System.getProperty(WarmUpProperty.NAME, "");
    if (asked.equals(WarmUpProperty.EVERYTHING)) {
      openClassPath();
      life(WITH_OBJECTS);
    }
    if (!asked.isEmpty()) {
      life(WITH_VALUES);
    }
  }

  static WorkerLoop.Departure life(Exercise exercise) {
    try (Line line = new Line(exercise)) {
      return new WorkerLoop(line, () -> {}).run();
    }
  }

  /**
   * Opens all jars of the class path, as the search for the application's classes does: they stand
   * last.
   */
  private static void openClassPath() {
    URL nothing = WarmUp.class.getResource("/no jar has this");
    if (nothing != null) {
      throw new IllegalStateException("some jar has it: " + nothing);
    }
  }

  private static WorkerSetup setup(Exercise exercise) {
    TaskMethod method =
        new TaskMethod(
            WarmUp.class.getName(),
            exercise.method(),
            exercise.descriptor(),
            exercise.parameters(),
            false,
            false);
    TaskDefaults defaults =
        new TaskDefaults(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OnDuplicate.PARALLEL);
    return new WorkerSetup(
        0,
        TASK,
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of(),
        List.of(new TaskDeclaration(TASK, method, defaults)));
  }

  private static TaskMessage message(Exercise exercise) {
    return TaskMessage.of(
        Map.of("task", TASK, "uuid", TASK, "kwargs", exercise.arguments(), "timeout", 60));
  }

  /**
   * The other end: has it run the task, and leave when it has. Frames become bytes and back. Open
   * until the worker has left, which would otherwise be orphaned.
   */
  private static final class Line implements FrameChannel {
    private final BlockingQueue<Optional<Frame>> toWorker = new LinkedBlockingQueue<>();

    private int left;

    Line(Exercise exercise) {
      left = exercise.runs();
      toWorker.add(Optional.of(new ToWorker.Configure(setup(exercise))));
      for (int run = 0; run < exercise.runs(); run++) {
        toWorker.add(Optional.of(new ToWorker.Run(run, message(exercise))));
      }
    }

    @Override
    public void send(Frame frame) throws IOException {
      if (recoded(frame) instanceof FromWorker.Finished finished) {
        if (finished.result().status() != TaskResult.Status.SUCCEEDED) {
          throw new IOException("the exercise failed: " + finished.result().error());
        }
        left--;
        if (left == 0) {
          toWorker.add(Optional.of(new ToWorker.Stop()));
        }
      }
    }

    @Override
    public @Nullable Frame receive() throws IOException {
      try {
        Optional<Frame> next = toWorker.take();
        return next.isEmpty() ? null : recoded(next.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
    }

    @Override
    public void close() {
      toWorker.add(Optional.empty());
    }

    private static @Nullable Frame recoded(Frame frame) throws IOException {
      return FrameCodec.read(new ByteArrayInputStream(FrameCodec.encode(frame).array()));
    }
  }
}
