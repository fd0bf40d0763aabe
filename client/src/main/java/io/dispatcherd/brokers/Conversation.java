package io.dispatcherd.brokers;

import java.time.Duration;
import java.util.List;

/**
 * A control client's connection to the services: sends commands, receives replies. For one thread.
 */
public interface Conversation extends AutoCloseable {
  /** What a command names as its {@code reply_to}. No two conversations have the same. */
  String replyTo();

  /**
   * Sends one command. Replies to it can be received as soon as this returns.
   *
   * @param message the whole message; its channel is where services listen
   * @throws BrokerException if it could not be sent
   */
  void send(Outgoing message);

  /**
   * Waits for replies and returns all that are there, whole ones and chunks as they come.
   *
   * @param atMost how long to wait for the first one
   * @return the payloads; empty if none came in time
   * @throws BrokerException if the connection is broken
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  List<String> receive(Duration atMost) throws InterruptedException;

  /** Ends the conversation; replies that come later are lost. */
  @Override
  void close();
}
