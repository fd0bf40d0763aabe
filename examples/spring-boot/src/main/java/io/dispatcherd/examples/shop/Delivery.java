package io.dispatcherd.examples.shop;

import io.dispatcherd.tasks.Task;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The steps of a delivery. */
@Component
@Transactional
public class Delivery {
  private final OrderRepository orders;

  Delivery(OrderRepository orders) {
    this.orders = orders;
  }

  @Task
  public void pick(long id) {
    delivered(id, "picked");
  }

  @Task
  public void pack(long id) {
    delivered(id, "packed");
  }

  @Task
  public void ship(long id) {
    delivered(id, "shipped");
  }

  private void delivered(long id, String step) {
    orders.findById(id).orElseThrow().delivered(step);
  }
}
