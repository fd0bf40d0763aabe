package io.dispatcherd.queue.store;

import org.jspecify.annotations.Nullable;

/**
 * A job that died with its service, and from which nothing has followed yet.
 *
 * @param run with which it died
 * @param queue where it was; null if the job was deleted
 * @param message its text, as it is kept; null if the job was deleted
 */
public record Unfollowed(long id, long run, @Nullable String queue, @Nullable String message) {}
