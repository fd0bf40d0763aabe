package io.dispatcherd.spring.boot.connections;

import io.dispatcherd.tasks.Task;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A bean with a task that says when it ran. */
public class Orders {
  private final BlockingQueue<String> confirmed = new LinkedBlockingQueue<>();

  /** Remembers the order. */
  @Task
  public void confirm(String order) {
    confirmed.add(order);
  }

  /** The next order that was confirmed; null if none is in ten seconds. */
  @Nullable String next() throws InterruptedException {
    return confirmed.poll(10, TimeUnit.SECONDS);
  }
}
