package io.dispatcherd.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * Everybody on this machine, where no way to sign in is configured. A request that a proxy has
 * passed on is from somewhere else, whatever its address. Immutable.
 */
record LoopbackCallers(Role role) implements CallerSource {
  private static final List<String> MARKS_OF_PROXIES =
      List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via");

  @Override
  public Optional<Caller> callerOf(HttpServletRequest request) {
    boolean isPassedOn =
        MARKS_OF_PROXIES.stream().anyMatch(name -> request.getHeader(name) != null);
    return !isPassedOn
            && IpAddress.of(request.getRemoteAddr()).filter(IpAddress::isLoopback).isPresent()
        ? Optional.of(Caller.nameless(role, Way.LOOPBACK))
        : Optional.empty();
  }

  @Override
  public boolean isStill(Caller caller) {
    return true;
  }

  @Override
  public Way way() {
    return Way.LOOPBACK;
  }

  @Override
  public String advice() {
    return "No way to sign in is configured, so that only programs on the dashboard's own machine"
        + " may look, and not through a proxy. Set users_file, tokens_file or proxy in section"
        + " dashboard.";
  }
}
