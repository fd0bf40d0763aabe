package io.dispatcherd.workers;

import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.ToWorker;
import io.dispatcherd.frames.WorkerSetup;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDefaults;
import io.dispatcherd.tasks.TaskMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole life of a worker with a task of ours, which nobody sees: what a first task needs is
 * loaded afterwards. For workers that wait to be needed, and to record what a cache should hold.
 */
public final class Practice {
  /** Set to true for workers that are to practise before they listen to their service. */
  public static final String PROPERTY = "dispatcherd.practice";

  private static final String TASK = "practice";

  private Practice() {}

  /** Practises, if this JVM was started to. */
  static void ifAsked() {
    if (Boolean.getBoolean(PROPERTY)) {
      life();
    }
  }

  static WorkerLoop.Departure life() {
    try (Line line = new Line()) {
      return new WorkerLoop(line, () -> {}).run();
    }
  }

  /** What is run: does nothing, and takes and returns what tasks mostly do. */
  public static Map<String, Object> exercise(
      String text, int number, double fraction, boolean flag, List<String> texts) {
    return Map.of("text", text, "sum", number + fraction, "flag", flag, "texts", texts);
  }

  private static WorkerSetup setup() {
    TaskMethod method =
        new TaskMethod(
            Practice.class.getName(),
            "exercise",
            "(Ljava/lang/String;IDZLjava/util/List;)Ljava/util/Map;",
            List.of("text", "number", "fraction", "flag", "texts"),
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

  private static TaskMessage message() {
    return TaskMessage.of(
        Map.of(
            "task",
            TASK,
            "uuid",
            TASK,
            "args",
            List.of("text", 1, 0.5),
            "kwargs",
            Map.of("flag", true, "texts", List.of("one", "two")),
            "timeout",
            60));
  }

  /**
   * The other end: has it run the task, and leave when it has. Frames become bytes and back. Open
   * until the worker has left, which would else be an orphan.
   */
  private static final class Line implements FrameChannel {
    /** So that what each run does is compiled, too. */
    private static final int RUNS = 300;

    private final BlockingQueue<Optional<Frame>> toWorker = new LinkedBlockingQueue<>();
    private int ended;

    Line() {
      toWorker.add(Optional.of(new ToWorker.Configure(setup())));
      IntStream.range(0, RUNS)
          .forEach(run -> toWorker.add(Optional.of(new ToWorker.Run(run, message()))));
    }

    @Override
    public void send(Frame frame) throws IOException {
      switch (recoded(frame)) {
        case FromWorker.Finished finished -> {
          ended++;
          if (ended == RUNS) {
            toWorker.add(Optional.of(new ToWorker.Stop()));
          }
        }
        case null, default -> {}
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
