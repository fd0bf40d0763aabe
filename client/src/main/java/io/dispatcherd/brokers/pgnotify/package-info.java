/**
 * The broker on PostgreSQL's {@code LISTEN} and {@code NOTIFY}. Uses {@code postgres} and the
 * contract of brokers. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.brokers.pgnotify;

import org.jspecify.annotations.NullMarked;
