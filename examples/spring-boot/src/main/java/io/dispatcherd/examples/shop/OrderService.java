package io.dispatcherd.examples.shop;

import io.dispatcherd.publish.Dispatcherd;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders. */
@Service
public class OrderService {
  private final OrderRepository orders;
  private final Dispatcherd dispatcherd;

  OrderService(OrderRepository orders, Dispatcherd dispatcherd) {
    this.orders = orders;
    this.dispatcherd = dispatcherd;
  }

  /** Stores an order and submits its confirmation, both or neither. */
  @Transactional
  public Order place(String customer, String item) {
    Order order = orders.save(new Order(customer, item));
    dispatcherd.submit(Confirmations::confirm, order.getId(), customer);
    if (item.isBlank()) {
      throw new IllegalArgumentException("an order needs an item"); // Nothing has happened then.
    }
    return order;
  }

  /** Three steps, one after the other, each tried again by itself if it fails. */
  @Transactional
  public void deliver(long id) {
    var unused =
        dispatcherd
            .workflow("delivery of order " + id)
            .task("pick", Delivery::pick, id)
            .task("pack", Delivery::pack, id)
            .after("pick")
            .task("ship", Delivery::ship, id)
            .after("pack")
            .submit();
  }
}
