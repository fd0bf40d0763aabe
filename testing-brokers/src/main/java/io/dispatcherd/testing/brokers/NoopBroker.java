package io.dispatcherd.testing.brokers;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A broker for tests of code that submits tasks, where none is to run: whatever is published goes
 * nowhere, and nothing ever arrives. Thread-safe.
 */
public final class NoopBroker implements Broker {
  private static final String NAME = "noop";

  /** Those of subscriptions and conversations, to end their waits. Nothing is put into any. */
  private final Set<Mailbox<?>> mailboxes = ConcurrentHashMap.newKeySet();

  /** A broker that does nothing. */
  public NoopBroker() {}

  /** For the configuration: there are no options. */
  public NoopBroker(Map<String, Object> options) {
    if (!options.isEmpty()) {
      throw new IllegalArgumentException("takes no options, got " + options.keySet());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return requested == null ? NAME : requested;
  }

  @Override
  public void publish(List<Outgoing> messages) {}

  @Override
  public Subscription subscribe() {
    return new NoopSubscription(newMailbox());
  }

  @Override
  public Conversation converse() {
    return new NoopConversation(newMailbox(), "reply_to_" + UUID.randomUUID());
  }

  private <T> Mailbox<T> newMailbox() {
    Mailbox<T> mailbox = new Mailbox<>();
    mailboxes.add(mailbox);
    return mailbox;
  }

  @Override
  public void close() {
    mailboxes.forEach(Mailbox::close);
  }

  private record NoopSubscription(Mailbox<Received> mailbox) implements Subscription {
    @Override
    public List<Received> receive(int most, Duration atMost) throws InterruptedException {
      return mailbox.take(atMost);
    }

    @Override
    public void close() {
      mailbox.close();
    }
  }

  private record NoopConversation(Mailbox<String> mailbox, String replyTo) implements Conversation {
    @Override
    public void send(Outgoing message) {}

    @Override
    public List<String> receive(Duration atMost) throws InterruptedException {
      return mailbox.take(atMost);
    }

    @Override
    public void close() {
      mailbox.close();
    }
  }
}
