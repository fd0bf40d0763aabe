package io.dispatcherd.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.dispatcherd.config.Secret;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import io.dispatcherd.rabbitmq.topology.Delays;
import io.dispatcherd.rabbitmq.topology.Names;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The RabbitMQ that an environment variable names, with a prefix of a test's own: closing deletes
 * what has that prefix. Thread-safe.
 */
public final class TestRabbitMq implements AutoCloseable {
  /** Names the server. */
  public static final String VARIABLE = "DISPATCHERD_TEST_RABBITMQ";

  /** What it names, for whoever has none. */
  public static final String NAMES =
      "a RabbitMQ to test the broker rabbitmq on, such as amqp://guest:guest@127.0.0.1:5672";

  private final String prefix = "test-" + UUID.randomUUID().toString().substring(0, 13);
  private final Names names = new Names(prefix);
  private final Set<String> queues = ConcurrentHashMap.newKeySet();
  private final Connection connection;

  private TestRabbitMq(Connection connection) {
    this.connection = connection;
  }

  /** Connects to it. */
  public static TestRabbitMq open() throws Exception {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setUri(uri());
    factory.setAutomaticRecoveryEnabled(false);
    return new TestRabbitMq(factory.newConnection("tests"));
  }

  private static URI uri() {
    return URI.create(String.valueOf(System.getenv(VARIABLE)));
  }

  /** How to reach it. */
  public static Server server() {
    URI uri = uri();
    String[] user = String.valueOf(uri.getUserInfo()).split(":", 2);
    Server local = Server.LOCAL.at(new Endpoint(uri.getHost(), uri.getPort()));
    return new Server(
        local.addresses(),
        virtualHost(uri),
        user[0],
        Secret.of(user[1]),
        local.tls(),
        local.heartbeat(),
        local.connectTimeout());
  }

  private static String virtualHost(URI uri) {
    String path = uri.getPath();
    return path == null || path.isEmpty() ? "/" : path.substring(1);
  }

  /** Where it listens. */
  public static InetSocketAddress address() {
    return new InetSocketAddress(uri().getHost(), uri().getPort());
  }

  /** Options with the prefix, and with these queues, which are deleted in the end. */
  public RabbitMqOptions options(String... wanted) {
    queues.addAll(Set.of(wanted));
    return RabbitMqOptions.defaults().prefix(prefix).queues(wanted);
  }

  /** The names of what has the prefix. */
  public Names names() {
    return names;
  }

  /** A channel of a bare client, which the caller closes or the end does. */
  public Channel channel() throws IOException {
    return connection.createChannel();
  }

  @Override
  public void close() throws IOException {
    try (Connection last = connection) {
      Channel channel = last.createChannel();
      for (String queue : queues) {
        channel.queueDelete(names.queue(queue));
      }
      channel.queueDelete(names.queue(RabbitMqOptions.DEFAULT_QUEUE));
      for (int level = 0; level < Delays.LEVELS; level++) {
        channel.queueDelete(names.delay(level));
        channel.exchangeDelete(names.delay(level));
      }
      channel.queueDelete(names.dead());
      channel.exchangeDelete(names.tasks());
      channel.exchangeDelete(prefix + ".due");
      channel.exchangeDelete(names.control());
    }
  }

  /** How many messages wait in the queue. */
  public long waiting(String queue) throws Exception {
    try (Channel channel = connection.createChannel()) {
      return channel.messageCount(queue);
    }
  }

  /** The arguments of headers, for bare messages. */
  public static Map<String, Object> headers(String name, Object value) {
    return Map.of(name, value);
  }
}
