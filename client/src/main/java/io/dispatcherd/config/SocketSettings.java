package io.dispatcherd.config;

import io.dispatcherd.limits.SocketLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Unix socket: {@code brokers.socket}.
 *
 * @param name its key in section {@code brokers}
 * @param socketPath the socket's file; a relative one is relative to the working directory
 * @param signing how messages are signed; absent: they aren't
 * @param limits what clients may take of the service
 */
public record SocketSettings(
    String name, Path socketPath, Optional<SigningSettings> signing, SocketLimits limits)
    implements BrokerSettings {
  private static final String TYPE = "socket";

  /** Under the name of its type. */
  public SocketSettings(Path socketPath, Optional<SigningSettings> signing, SocketLimits limits) {
    this(TYPE, socketPath, signing, limits);
  }

  /** Without signing, and with the default limits. */
  public SocketSettings(Path socketPath) {
    this(socketPath, Optional.empty(), SocketLimits.DEFAULT);
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String description() {
    return name + " " + socketPath;
  }
}
