/**
 * Lines over a Unix socket, and the socket's file. Uses the contract of brokers, signing and
 * limits. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.brokers.socket.wire;

import org.jspecify.annotations.NullMarked;
