package io.dispatcherd.service;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.testing.brokers.MemoryBroker;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An application's own broker, which the configuration names by its class. */
public final class OwnBroker implements Broker {
  private final MemoryBroker memory;
  private final String colour;

  /** With the options of the configuration. */
  public OwnBroker(Map<String, Object> options) {
    memory = new MemoryBroker(String.valueOf(options.get("meeting_point")));
    colour = String.valueOf(options.get("colour"));
  }

  @Override
  public String name() {
    return "in_memory";
  }

  @Override
  public Map<String, Object> status() {
    return Map.of("colour", colour);
  }

  @Override
  public String publishChannel(@Nullable String requested) {
    return memory.publishChannel(requested);
  }

  @Override
  public void publish(List<Outgoing> messages) {
    memory.publish(messages);
  }

  @Override
  public Subscription subscribe() {
    return memory.subscribe();
  }

  @Override
  public Conversation converse() {
    return memory.converse();
  }

  @Override
  public void close() {
    memory.close();
  }
}
