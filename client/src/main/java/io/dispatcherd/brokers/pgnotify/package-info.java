/**
 * The broker on PostgreSQL's {@code LISTEN} and {@code NOTIFY}, and how a PostgreSQL of our own is
 * found and started. Uses {@code messages}, {@code config} and {@code brokers}.
 */
@NullMarked
package io.dispatcherd.brokers.pgnotify;

import org.jspecify.annotations.NullMarked;
