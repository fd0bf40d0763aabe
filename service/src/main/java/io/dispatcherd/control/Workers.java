package io.dispatcherd.control;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ServiceState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workers, gone ones that are kept for the statistics included. */
final class Workers implements ControlCommand {
  @Override
  public String name() {
    return "workers";
  }

  @Override
  public Map<String, @Nullable Object> run(
      ServiceState service, Map<String, @Nullable Object> data) {
    Map<String, @Nullable Object> reply = new LinkedHashMap<>();
    for (WorkerView worker : service.workers()) {
      reply.put("worker-" + worker.id(), describe(worker));
    }
    return reply;
  }

  private static Map<String, @Nullable Object> describe(WorkerView worker) {
    Map<String, @Nullable Object> described = new LinkedHashMap<>();
    described.put("worker_id", worker.id());
    described.put("pid", worker.pid());
    described.put("status", worker.state().wireName());
    described.put("finished_count", worker.finishedCount());
    described.put("current_task", worker.task().map(TaskMessage::task).orElse(null));
    described.put("current_task_uuid", worker.task().map(TaskMessage::uuid).orElse(null));
    described.put("active_cancel", worker.activeCancel());
    described.put("age", worker.age().toNanos() / 1_000_000_000.0);
    return described;
  }
}
