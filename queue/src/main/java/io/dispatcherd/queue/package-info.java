/**
 * The broker {@code pg_queue}: work that is kept in PostgreSQL until it is done, at least once,
 * over any number of services.
 */
@NullMarked
package io.dispatcherd.queue;

import org.jspecify.annotations.NullMarked;
