/**
 * The broker on a Unix socket, for one machine: a JSON object per line, replies over the connection
 * that asked. Uses {@code messages}, {@code config} and {@code brokers}. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.brokers.socket;

import org.jspecify.annotations.NullMarked;
