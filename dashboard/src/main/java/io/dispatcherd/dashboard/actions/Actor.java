package io.dispatcherd.dashboard.actions;

/**
 * Who acts. Immutable.
 *
 * @param who what the audit calls them
 * @param role as what
 * @param peer the address that they came from
 */
public record Actor(String who, String role, String peer) {}
