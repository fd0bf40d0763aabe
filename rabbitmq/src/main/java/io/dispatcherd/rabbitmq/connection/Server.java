package io.dispatcherd.rabbitmq.connection;

import io.dispatcherd.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * How to reach RabbitMQ. Immutable.
 *
 * @param addresses of the nodes of one cluster; each connection goes to one of them, taken at
 *     random
 * @param virtualHost where the exchanges and queues are
 * @param user who connects
 * @param password of the user
 * @param tls what the connection is encrypted with; empty if it isn't
 * @param heartbeat how often both sides say that they are there
 * @param connectTimeout how long opening a connection may take
 */
public record Server(
    List<Endpoint> addresses,
    String virtualHost,
    String user,
    Secret password,
    Optional<Tls> tls,
    Duration heartbeat,
    Duration connectTimeout) {
  /** A server on this machine, as it is after its installation. */
  public static final Server LOCAL =
      new Server(
          List.of(new Endpoint("127.0.0.1", Endpoint.PORT)),
          "/",
          "guest",
          Secret.of("guest"),
          Optional.empty(),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  /** Copies the list. */
  public Server {
    addresses = List.copyOf(addresses);
  }

  /**
   * TLS.
   *
   * @param context which certificates are trusted, and which is shown
   * @param verifiesHostName whether the server's certificate has to name the host
   */
  public record Tls(SSLContext context, boolean verifiesHostName) {}

  /** The same at other addresses. */
  public Server at(Endpoint... endpoints) {
    return new Server(
        List.of(endpoints), virtualHost, user, password, tls, heartbeat, connectTimeout);
  }

  /** Where it is, for people. */
  public String description() {
    String all = addresses.stream().map(Endpoint::toString).collect(Collectors.joining(", "));
    return virtualHost.equals("/") ? all : all + " (virtual host " + virtualHost + ")";
  }
}
