package io.dispatcherd.brokers;

import io.dispatcherd.messages.Settlement;

/**
 * Something that a broker handed over: a whole message or a chunk of one, the way to answer it, and
 * (as a {@link Settlement}) the way to tell the broker what became of it.
 */
public interface Delivery extends Settlement {
  /** The channel it came over. */
  String channel();

  /**
   * The text as it was published.
   *
   * @throws io.dispatcherd.messages.MessageFormatException if the broker has checked where it comes
   *     from, and didn't accept it
   */
  String payload();

  /**
   * Answers whoever sent it. May block on the network.
   *
   * @param replyTo the channel that the sender asked for; a broker that knows its sender answers
   *     there instead
   * @param reply the whole JSON text of the reply
   * @throws BrokerException if the reply could not be sent
   */
  void reply(String replyTo, String reply);
}
