package io.dispatcherd.rabbitmq.connection;

/**
 * Where one node of RabbitMQ listens.
 *
 * @param host name or address
 * @param port number
 */
public record Endpoint(String host, int port) {
  /** The port of AMQP. */
  public static final int PORT = 5672;

  /** The port of AMQP over TLS. */
  public static final int TLS_PORT = 5671;

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
