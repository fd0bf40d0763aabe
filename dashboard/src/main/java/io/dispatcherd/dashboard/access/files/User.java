package io.dispatcherd.dashboard.access.files;

import io.dispatcherd.dashboard.access.Role;

/**
 * Somebody who signs in with a password. Immutable.
 *
 * @param name what they are called
 * @param role what they may do
 * @param password the hash of theirs
 */
public record User(String name, Role role, PasswordHash password) {}
