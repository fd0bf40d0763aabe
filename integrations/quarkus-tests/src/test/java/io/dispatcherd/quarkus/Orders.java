package io.dispatcherd.quarkus;

import io.dispatcherd.tasks.Task;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A bean that nobody injects but its tasks' tests. */
@ApplicationScoped
public class Orders {
  private final BlockingQueue<String> confirmed = new LinkedBlockingQueue<>();

  /** Remembers it. */
  @Task
  public void confirm(String order) {
    confirmed.add(order);
  }

  String next() throws InterruptedException {
    String next = confirmed.poll(20, TimeUnit.SECONDS);
    return next == null ? "nothing" : next;
  }
}
