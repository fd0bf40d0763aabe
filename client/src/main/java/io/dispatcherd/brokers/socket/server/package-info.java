/**
 * The side of a Unix socket that listens: clients, what they sent, what they have not read yet.
 * Uses brokers.socket.wire and the contract of brokers. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.brokers.socket.server;

import org.jspecify.annotations.NullMarked;
