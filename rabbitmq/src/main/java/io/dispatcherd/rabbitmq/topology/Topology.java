package io.dispatcherd.rabbitmq.topology;

import com.rabbitmq.client.Channel;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.rabbitmq.connection.Failures;
import io.dispatcherd.rabbitmq.connection.SharedConnection;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that exchanges and queues are there before they are used: declares them, or checks
 * that somebody else has. What was there once is taken to stay. Thread-safe.
 */
public final class Topology {
  private static final int NOT_FOUND = 404;
  private static final int DIFFERENT = 406;
  private static final int FORBIDDEN = 403;

  private final SharedConnection connection;
  private final TopologyOptions options;
  private final Names names;

  /** What is known to be there. */
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** Does nothing yet. */
  public Topology(SharedConnection connection, TopologyOptions options) {
    this.connection = connection;
    this.options = options;
    names = options.names();
  }

  /** The names of all that is there. */
  public Names names() {
    return names;
  }

  /** Something that should be there isn't: it may have been deleted, so all is looked at anew. */
  public void forget() {
    known.clear();
  }

  /** The exchange for tasks, and the queue for those of this queue. */
  public void ensureQueue(String queue) {
    ensure(
        "queue " + names.queue(queue),
        channel -> {
          exchange(channel, names.tasks(), "direct");
          exchange(channel, names.due(), "topic");
          queue(channel, names.queue(queue), QueueArguments.ofTasks(options.consumerTimeout()));
          if (options.declares()) {
            channel.queueBind(names.queue(queue), names.tasks(), queue);
            channel.queueBind(names.queue(queue), names.due(), Delays.pattern(queue));
          }
        });
  }

  /** All levels of delays up to this one. */
  public void ensureLevel(int level) {
    for (int each = 0; each <= level; each++) {
      ensureOnly(each);
    }
  }

  private void ensureOnly(int level) {
    String name = names.delay(level);
    String next = level == 0 ? names.due() : names.delay(level - 1);
    ensure(
        "level " + name,
        channel -> {
          exchange(channel, next, "topic");
          exchange(channel, name, "topic");
          queue(channel, name, QueueArguments.ofLevel(Delays.timeIn(level), next));
          if (options.declares()) {
            channel.queueBind(name, name, Delays.pattern(level, true));
            channel.exchangeBind(next, name, Delays.pattern(level, false));
          }
        });
  }

  /** The queue of dead letters. */
  public void ensureDead() {
    ensure(
        "queue " + names.dead(),
        channel -> queue(channel, names.dead(), QueueArguments.ofDead(options.keepDead())));
  }

  /** The exchange for commands. */
  public void ensureControl() {
    ensure("exchange " + names.control(), channel -> exchange(channel, names.control(), "fanout"));
  }

  private interface Step {
    void on(Channel channel) throws IOException;
  }

  private void exchange(Channel channel, String name, String type) throws IOException {
    if (options.declares()) {
      channel.exchangeDeclare(name, type, true);
    } else {
      channel.exchangeDeclarePassive(name);
    }
  }

  private void queue(Channel channel, String name, Map<String, Object> arguments)
      throws IOException {
    if (options.declares()) {
      channel.queueDeclare(name, true, false, false, arguments);
    } else {
      channel.queueDeclarePassive(name);
    }
  }

  private void ensure(String what, Step step) {
    if (known.contains(what)) {
      return;
    }
    try {
      connection.onChannel(
          channel -> {
            step.on(channel);
            return true;
          });
      known.add(what);
    } catch (IOException | RuntimeException e) {
      throw explained(what, e);
    }
  }

  private BrokerException explained(String what, Exception failure) {
    if (failure instanceof BrokerException known) {
      return known;
    }
    String advice =
        switch (Failures.code(failure)) {
          case NOT_FOUND ->
              "; with declare: false somebody has to create it, as docs/howto/rabbitmq.md says";
          case DIFFERENT ->
              "; it was created with other arguments: delete it when it is empty, or set declare:"
                  + " false to use it as it is";
          case FORBIDDEN ->
              "; allow the user to configure, write and read what begins with \"%s\", or create it and set declare: false"
                  .formatted(names.prefix());
          default -> "";
        };
    return new BrokerException(
        "%s: the %s can't be used: %s%s"
            .formatted(connection.name(), what, Failures.words(failure), advice),
        failure);
  }
}
