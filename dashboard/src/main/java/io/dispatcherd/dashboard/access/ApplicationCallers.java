package io.dispatcherd.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Those whom the application has signed in that the dashboard is mounted in: its authorities {@code
 * DISPATCHERD_VIEWER}, {@code DISPATCHERD_OPERATOR} and {@code DISPATCHERD_ADMIN} are the roles.
 */
record ApplicationCallers() implements CallerSource {
  private static final String PREFIX = "DISPATCHERD_";

  @Override
  public Optional<Caller> callerOf(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    if (principal == null) {
      return Optional.empty();
    }
    List<Role> roles =
        Arrays.stream(Role.values())
            .filter(role -> request.isUserInRole(PREFIX + role.name().toUpperCase(Locale.ROOT)))
            .toList();
    return Role.highest(roles)
        .map(role -> new Caller(String.valueOf(principal.getName()), role, Way.APPLICATION));
  }

  /** The application's own sessions aren't known here: a stream lives until its page is left. */
  @Override
  public boolean isStill(Caller caller) {
    return true;
  }

  @Override
  public Way way() {
    return Way.APPLICATION;
  }

  @Override
  public String advice() {
    return "Sign in to the application as somebody with one of the authorities DISPATCHERD_VIEWER,"
        + " DISPATCHERD_OPERATOR and DISPATCHERD_ADMIN.";
  }
}
