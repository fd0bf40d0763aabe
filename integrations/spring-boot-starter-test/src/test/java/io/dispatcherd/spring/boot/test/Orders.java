package io.dispatcherd.spring.boot.test;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import org.springframework.transaction.annotation.Transactional;

/** Submits and runs. */
public class Orders {
  private final Dispatcherd dispatcherd;

  public Orders(Dispatcherd dispatcherd) {
    this.dispatcherd = dispatcherd;
  }

  /** For CGLIB. */
  Orders() {
    throw new UnsupportedOperationException();
  }

  @Transactional
  public Submission place(String order) {
    Submission submission = dispatcherd.submit(Orders::confirm, order);
    if (order.isBlank()) {
      throw new IllegalArgumentException("an order of nothing");
    }
    return submission;
  }

  @Task(maxAttempts = 1)
  public String confirm(TaskContext context, String order) {
    if (order.equals("cat")) {
      throw new IllegalStateException("no cats");
    }
    context.submit(Orders::pack, order);
    return "confirmed " + order;
  }

  @Task
  public String pack(String order) {
    return "packed " + order;
  }
}
