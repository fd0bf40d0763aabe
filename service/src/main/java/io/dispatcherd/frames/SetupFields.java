package io.dispatcherd.frames;

import io.dispatcherd.messages.Json;
import io.dispatcherd.tasks.TaskDeclaration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The fields of a {@link WorkerSetup} within its frame. */
final class SetupFields {
  private SetupFields() {}

  static void write(FieldWriter out, WorkerSetup setup) {
    out.integer(setup.workerId())
        .text(setup.nodeId())
        .optionalText(setup.workerClass())
        .text(Json.write(setup.workerOptions()))
        .flag(setup.idleTimeout().isPresent());
    setup.idleTimeout().ifPresent(timeout -> out.number(TimeUnit.NANOSECONDS.convert(timeout)));
    out.texts(setup.preload())
        .texts(setup.tasks().stream().map(TaskDeclaration::toJson).toList())
        .texts(setup.interceptors());
  }

  static WorkerSetup read(FieldReader in) throws IOException {
    return new WorkerSetup(
        in.integer(),
        in.text(),
        in.optionalText(),
        FrameCodec.readObject(in, "the worker's options"),
        in.flag() ? Optional.of(Duration.ofNanos(in.number())) : Optional.empty(),
        in.texts(),
        readTasks(in),
        in.texts());
  }

  private static List<TaskDeclaration> readTasks(FieldReader in) throws IOException {
    List<TaskDeclaration> tasks = new ArrayList<>();
    for (String json : in.texts()) {
      try {
        tasks.add(TaskDeclaration.fromJson(json));
      } catch (RuntimeException e) {
        // It knows no kind of exception of its own: whatever it is, this is no declaration.
        throw new IOException("a task's declaration can't be read", e);
      }
    }
    return List.copyOf(tasks);
  }
}
