package io.dispatcherd.producers;

import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import java.util.List;

/** Takes what producers deliver. Calls return at once and may come from any thread. */
public interface MessageSink {
  /** A broker delivered a message or a chunk of one. */
  void received(Message message, Arrival arrival);

  /**
   * Like {@link #received}, for a message that is not part of a batch; it may be handled on the
   * calling thread.
   */
  default void receivedAlone(Message message, Arrival arrival) {
    received(message, arrival);
  }

  /**
   * A broker delivered something that isn't a message.
   *
   * @param why what to acknowledge it as
   */
  void refused(MessageFormatException problem, Acknowledgement.Rejected why, Arrival arrival);

  /** These deliveries no longer belong to this service: their tasks must not begin, or go on. */
  default void lost(List<Arrival> arrivals) {}

  /** Somebody has cancelled these deliveries, elsewhere. */
  default void cancelled(List<Arrival> arrivals) {}

  /** A producer made a task itself; what the task's declaration says applies where it is silent. */
  void submitted(TaskMessage message);
}
