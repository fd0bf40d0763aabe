/**
 * Internal: Who comes, by which way to sign in, and what they may do: roles, sessions, users,
 * tokens, the trusted proxy.
 */
@NullMarked
package io.dispatcherd.dashboard.access;

import org.jspecify.annotations.NullMarked;
