package io.dispatcherd.dashboard.pages;

import java.util.Optional;

/**
 * Who looks, as far as pages care: what isn't allowed is neither shown nor offered. Immutable.
 *
 * @param name what to call them; empty if nobody had to sign in
 * @param role the name of their role
 * @param seesContents whether arguments, results and messages of errors are for them
 * @param operates whether they may retry, cancel, run and pause
 * @param administers whether they may delete and edit
 * @param canSignOut whether there is a session to end
 */
public record Viewer(
    Optional<String> name,
    String role,
    boolean seesContents,
    boolean operates,
    boolean administers,
    boolean canSignOut) {}
