package io.dispatcherd.service;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.workers.TaskWorker;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A worker of an application: tells the probe what it is called with, and throws a lot. */
public final class ProbeWorker extends TaskWorker {
  private final int port;
  private final String greeting;

  /** A worker with the options of the configuration. */
  public ProbeWorker(Map<String, @Nullable Object> options) {
    port = (int) Objects.requireNonNull(options.get("port"));
    greeting = String.valueOf(options.get("greeting"));
  }

  @Override
  protected void onStart() throws IOException {
    if (greeting.equals("unfit")) {
      throw new IllegalStateException("the printer is out of paper");
    }
    Probe.say(port, "started with " + greeting);
  }

  @Override
  protected void preTask(TaskMessage message) throws IOException {
    Probe.say(port, "pre " + message.task());
    throw new IllegalStateException("preTask fails");
  }

  @Override
  protected void postTask(TaskMessage message, TaskResult result) throws IOException {
    Probe.say(port, "post " + result.status());
    throw new IllegalStateException("postTask fails");
  }

  @Override
  protected void onIdle() throws IOException {
    Probe.say(port, "idle");
    throw new IllegalStateException("onIdle fails");
  }

  @Override
  protected void onShutdown() throws IOException {
    Probe.say(port, "shut down");
    if (greeting.equals("stay")) {
      Probe.sayAndWait(port, "lingering");
    }
  }
}
