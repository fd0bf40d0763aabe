package io.dispatcherd.rabbitmq.connection;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.dispatcherd.brokers.BrokerConflictException;
import io.dispatcherd.brokers.BrokerException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Opens connections, and leaves it to those who hold them to open others when they break: what the
 * client library would bring back by itself are consumers, and not what was under way. Thread-safe.
 */
public final class Connections {
  private static final Duration CALL = Duration.ofSeconds(30);

  /** The largest message that is received; what is sent has a bound that is configured. */
  private static final int MOST_RECEIVED = 1 << 27;

  private final String name;
  private final Server server;
  private final ConnectionFactory factory = new ConnectionFactory();

  /**
   * @param name of the broker, for errors and for the list of connections on the server
   */
  public Connections(String name, Server server) {
    this.name = name;
    this.server = server;
    factory.setVirtualHost(server.virtualHost());
    factory.setUsername(server.user());
    factory.setPassword(server.password().reveal());
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat((int) Math.max(1, server.heartbeat().toSeconds()));
    factory.setConnectionTimeout((int) server.connectTimeout().toMillis());
    factory.setHandshakeTimeout((int) server.connectTimeout().toMillis());
    factory.setChannelRpcTimeout((int) CALL.toMillis());
    factory.setMaxInboundMessageBodySize(MOST_RECEIVED);
    factory.setSharedExecutor(new DirectExecutor());
    factory.setThreadFactory(
        work -> {
          Thread thread = new Thread(work, name + "-connection");
          thread.setDaemon(true);
          return thread;
        });
    server.tls().ifPresent(this::encrypt);
  }

  private void encrypt(Server.Tls tls) {
    if (tls.verifiesHostName()) {
      factory.useSslProtocol(tls.context());
      factory.enableHostnameVerification();
    } else {
      // The other method has host names verified, whatever is said after it.
      factory.setSocketFactory(tls.context().getSocketFactory());
    }
  }

  /** The name of the broker. */
  public String name() {
    return name;
  }

  /**
   * Opens a connection to one of the nodes. The caller closes it.
   *
   * @param purpose for the list of connections on the server
   * @throws BrokerException if that can't be done
   */
  public Connection open(String purpose) {
    List<Address> addresses =
        server.addresses().stream().map(each -> new Address(each.host(), each.port())).toList();
    try {
      Connection connection = factory.newConnection(addresses, name + " " + purpose);
      checkVersion(connection);
      return connection;
    } catch (AuthenticationFailureException e) {
      throw new BrokerException(
          "%s: %s refuses the user %s or the password"
              .formatted(name, server.description(), server.user()),
          e);
    } catch (IOException | TimeoutException e) {
      throw new BrokerException(
          "%s: cannot connect to %s: %s".formatted(name, server.description(), Failures.words(e)),
          e);
    }
  }

  private void checkVersion(Connection connection) {
    ServerVersion version = ServerVersion.of(connection);
    if (!version.isSupported()) {
      connection.abort();
      throw new BrokerConflictException(
          "%s: %s is RabbitMQ %s, which has no quorum queues with delays: at least %s is needed"
              .formatted(name, server.description(), version, ServerVersion.OLDEST));
    }
  }
}
