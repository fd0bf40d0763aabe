/**
 * The listening side of a Unix socket: clients, their messages, their unread replies. Uses
 * brokers.socket.wire and the contract of brokers. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.brokers.socket.server;

import org.jspecify.annotations.NullMarked;
