package io.dispatcherd.brokers.signing;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** What is sent and received when signing isn't configured. */
record NoSigning() implements Signing {
  @Override
  public List<String> seal(String channel, String message, int maxBytes) {
    return ChunkSplitter.split(message, maxBytes);
  }

  @Override
  public String sealKept(String channel, String message) {
    return message;
  }

  @Override
  public String open(String channel, String text) {
    return text;
  }

  @Override
  public String openKept(String channel, String text) {
    return text;
  }

  @Override
  public Received check(
      String channel, String text, BiFunction<String, String, Delivery> delivery) {
    return delivery.apply(channel, text);
  }

  @Override
  public Received checkKept(
      String channel, String text, BiFunction<String, String, Delivery> delivery) {
    return delivery.apply(channel, text);
  }

  @Override
  public List<String> verifyReplies(String replyTo, List<String> received) {
    return received;
  }

  @Override
  public Map<String, Object> status() {
    return Map.of();
  }
}
