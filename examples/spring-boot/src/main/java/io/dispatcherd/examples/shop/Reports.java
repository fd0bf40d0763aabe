package io.dispatcherd.examples.shop;

import io.dispatcherd.tasks.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What is looked at every day. */
@Component
public class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  private final OrderRepository orders;

  Reports(OrderRepository orders) {
    this.orders = orders;
  }

  /** Runs once a day, on one of all instances of the shop. */
  @Task(cron = "0 3 * * *", zone = "Europe/Berlin")
  public long daily() {
    long open = orders.countByConfirmed(false);
    log.info("{} orders are not confirmed", open);
    return open;
  }
}
