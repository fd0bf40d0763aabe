package io.dispatcherd.cli;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.messages.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers every question with the same replies, and keeps what was asked. For one thread. */
final class AnsweringBroker implements Broker {
  private final List<String> replies;
  final List<Map<String, @Nullable Object>> asked = new ArrayList<>();
  final List<Duration> waits = new ArrayList<>();

  AnsweringBroker(String... replies) {
    this.replies = new ArrayList<>(List.of(replies));
  }

  @Override
  public String name() {
    return "answering";
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return "channel";
  }

  @Override
  public void publish(List<Outgoing> messages) {
    throw new UnsupportedOperationException("control clients publish nothing");
  }

  @Override
  public Subscription subscribe() {
    throw new UnsupportedOperationException("control clients do not subscribe");
  }

  @Override
  public Conversation converse() {
    return new Conversation() {
      @Override
      public String replyTo() {
        return "reply_to_test";
      }

      @Override
      public void send(Outgoing message) {
        asked.add(Json.parseObject(message.payload()));
      }

      @Override
      public List<String> receive(Duration atMost) throws InterruptedException {
        waits.add(atMost);
        List<String> now = List.copyOf(replies);
        replies.clear();
        if (now.isEmpty()) {
          // What a silent service looks like: the time passes.
          java.util.concurrent.locks.LockSupport.parkNanos(atMost.toNanos());
        }
        return now;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}
