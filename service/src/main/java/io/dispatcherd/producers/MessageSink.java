package io.dispatcherd.producers;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;

/** Takes what producers deliver. Calls return at once and may come from any thread. */
public interface MessageSink {
  /**
   * A message, or a chunk of one, came over a broker. Replying to the delivery must not block: it
   * happens on the thread that takes decisions.
   */
  void received(Message message, Delivery delivery);

  /** The same, for one behind which nothing is at hand: it may be dealt with on this thread. */
  default void receivedAlone(Message message, Delivery delivery) {
    received(message, delivery);
  }

  /** Something came over a broker that is no message. */
  void refused(MessageFormatException problem, Delivery delivery);

  /** A producer made a task itself; what the task's declaration says applies where it is silent. */
  void submitted(TaskMessage message);
}
