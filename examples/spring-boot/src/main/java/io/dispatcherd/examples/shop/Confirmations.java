package io.dispatcherd.examples.shop;

import io.dispatcherd.tasks.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tells customers that their orders have come in. */
@Component
public class Confirmations {
  private static final Logger log = LoggerFactory.getLogger(Confirmations.class);

  private final OrderRepository orders;

  Confirmations(OrderRepository orders) {
    this.orders = orders;
  }

  /** Runs on this bean. A customer with a thousand orders keeps no other one waiting. */
  @Task(queue = "mail", key = "{customer}", maxRunningPerKey = 1, timeout = "1m")
  @Transactional
  public void confirm(long id, String customer) {
    orders.findById(id).orElseThrow().confirm();
    log.info("Order {} is confirmed", id);
  }
}
