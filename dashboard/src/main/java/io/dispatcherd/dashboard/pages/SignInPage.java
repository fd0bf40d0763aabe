package io.dispatcherd.dashboard.pages;

import java.util.Optional;

/**
 * Where users sign in. Immutable.
 *
 * @param name what was given before
 * @param problem why that didn't work
 * @param next the page to go on with, below the base; empty for the overview
 */
public record SignInPage(String name, Optional<String> problem, String next) {}
