package io.dispatcherd.config;

import io.dispatcherd.limits.SocketLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Unix socket: {@code brokers.socket}.
 *
 * @param socketPath the socket's file; a relative one is relative to the working directory
 * @param signing how messages are signed; absent: they aren't
 * @param limits what clients may take of the service
 */
public record SocketSettings(
    Path socketPath, Optional<SigningSettings> signing, SocketLimits limits)
    implements BrokerSettings {

  /** Without signing, and with the default limits. */
  public SocketSettings(Path socketPath) {
    this(socketPath, Optional.empty(), SocketLimits.DEFAULT);
  }
}
