package io.dispatcherd.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A Unix socket: {@code brokers.socket}.
 *
 * @param socketPath the socket's file; a relative one is relative to the working directory
 * @param signing how messages are signed; absent: they aren't
 */
public record SocketSettings(Path socketPath, Optional<SigningSettings> signing)
    implements BrokerSettings {

  /** Without signing. */
  public SocketSettings(Path socketPath) {
    this(socketPath, Optional.empty());
  }
}
