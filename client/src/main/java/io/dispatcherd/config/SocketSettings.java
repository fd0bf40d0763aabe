package io.dispatcherd.config;

import java.nio.file.Path;

/**
 * A Unix socket: {@code brokers.socket}.
 *
 * @param socketPath the socket's file; a relative one is relative to the working directory
 */
public record SocketSettings(Path socketPath) implements BrokerSettings {}
