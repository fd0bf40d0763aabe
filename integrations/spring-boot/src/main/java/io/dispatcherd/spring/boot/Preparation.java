package io.dispatcherd.spring.boot;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.publish.Dispatcherd;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Sees to the tables when the application starts: a first submission that finds none would fail its
 * transaction.
 */
final class Preparation implements SmartInitializingSingleton {
  private static final Logger log = LoggerFactory.getLogger(Preparation.class);
  private static final String CONNECTION = "08";

  private final Dispatcherd dispatcherd;

  Preparation(Dispatcherd dispatcherd) {
    this.dispatcherd = dispatcherd;
  }

  /** A database that isn't there may come back; one that is wrong stays wrong. */
  @Override
  public void afterSingletonsInstantiated() {
    try {
      dispatcherd.prepare();
    } catch (BrokerException e) {
      if (!(e.getCause() instanceof SQLException sql)
          || !String.valueOf(sql.getSQLState()).startsWith(CONNECTION)) {
        throw e;
      }
      log.warn("{}; it is tried again at the first use", e.getMessage());
    }
  }
}
