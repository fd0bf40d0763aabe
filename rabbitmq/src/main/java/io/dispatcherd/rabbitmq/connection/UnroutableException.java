package io.dispatcherd.rabbitmq.connection;

import io.dispatcherd.brokers.BrokerException;

/** No queue is there for a message that has to reach one. */
public class UnroutableException extends BrokerException {
  private static final long serialVersionUID = 1L;

  UnroutableException(String message) {
    super(message);
  }
}
