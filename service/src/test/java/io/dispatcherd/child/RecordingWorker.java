package io.dispatcherd.child;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.workers.TaskWorker;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Writes down which callbacks are called. The service names only its class, so what it shares with
 * the test is static; tests run one after the other.
 */
public class RecordingWorker extends TaskWorker {
  static final BlockingQueue<String> EVENTS = new LinkedBlockingQueue<>();

  /** Permits that preTask waits for, where the option {@code hold} is set. */
  static final Semaphore HELD_TASKS = new Semaphore(0);

  private final Map<String, @Nullable Object> options;

  /** A worker with options. */
  public RecordingWorker(Map<String, @Nullable Object> options) {
    this.options = options;
  }

  @Override
  protected void onStart() {
    record("onStart");
  }

  @Override
  protected void preTask(TaskMessage message) {
    record("preTask " + message.task());
    if (Boolean.TRUE.equals(options.get("hold"))) {
      HELD_TASKS.acquireUninterruptibly();
    }
  }

  @Override
  protected void postTask(TaskMessage message, TaskResult result) {
    record(
        "postTask %s %s%s"
            .formatted(
                message.task(),
                result.status(),
                Thread.currentThread().isInterrupted() ? " interrupted" : ""));
  }

  @Override
  protected void onIdle() {
    record("onIdle");
  }

  @Override
  protected void onShutdown() {
    record("onShutdown");
  }

  private void record(String event) {
    EVENTS.add(event);
    if (event.equals(options.get("fail in"))) {
      throw new IllegalStateException("as the test wants it");
    }
  }
}
