package io.dispatcherd.dashboard.access;

import java.time.Instant;

/**
 * What the cookie of a session says. Immutable.
 *
 * @param id random, for ending it
 * @param user whose it is
 * @param password a mark of the password with which it began: another password ends it
 * @param until when it ends by itself
 */
public record Session(String id, String user, String password, Instant until) {}
