package io.dispatcherd.brokers.socket.server;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.messages.Acknowledgement;
import java.util.concurrent.CompletionStage;

/** A line from a client. Nothing keeps it; its end only tells when the client may be let go. */
public final class SocketDelivery implements Delivery {
  private final ConnectedClient client;
  private final String channel;
  private final String payload;

  SocketDelivery(ConnectedClient client, String channel, String payload) {
    this.client = client;
    this.channel = channel;
    this.payload = payload;
  }

  @Override
  public String channel() {
    return channel;
  }

  @Override
  public String payload() {
    return payload;
  }

  /** Answers over the connection that it came over, whatever channel that asks for. */
  @Override
  public void reply(String replyTo, String reply) {
    client.reply(replyTo, reply);
  }

  @Override
  public CompletionStage<Void> acknowledge(Acknowledgement acknowledgement) {
    client.acknowledged();
    return ACKNOWLEDGED;
  }

  /** The same line with another text. */
  public SocketDelivery with(String text) {
    return text.equals(payload) ? this : new SocketDelivery(client, channel, text);
  }

  /** The channel and the size only: the payload may be confidential. */
  @Override
  public String toString() {
    return payload.length() + " characters from " + channel;
  }
}
