package io.dispatcherd.dashboard.access.signin;

import io.dispatcherd.dashboard.access.Caller;
import io.dispatcherd.dashboard.access.CallerSource;
import io.dispatcherd.dashboard.access.Way;
import io.dispatcherd.dashboard.access.files.FollowedFile;
import io.dispatcherd.dashboard.access.files.Token;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Scripts that send a bearer token. A token has 256 random bits, so that nobody needs to be slowed
 * who guesses. Thread-safe.
 */
public final class TokenCallers implements CallerSource {
  private static final Pattern BEARER = Pattern.compile("[Bb]earer +([A-Za-z0-9._~+/=-]{1,200})");

  private final FollowedFile<Token> tokens;

  /** Those of this file. */
  public TokenCallers(FollowedFile<Token> tokens) {
    this.tokens = tokens;
  }

  @Override
  public Optional<Caller> callerOf(HttpServletRequest request) {
    List<String> headers = Collections.list(request.getHeaders("Authorization"));
    if (headers.size() != 1) {
      return Optional.empty();
    }
    Matcher bearer = BEARER.matcher(headers.get(0));
    if (!bearer.matches()) {
      return Optional.empty();
    }
    Optional<Caller> found = Optional.empty();
    for (Token token : tokens.content().values()) {
      // All are compared, so that the time says nothing about which one it was.
      if (token.isOf(bearer.group(1))) {
        found = Optional.of(new Caller(token.name(), token.role(), Way.TOKEN));
      }
    }
    return found;
  }

  @Override
  public boolean isStill(Caller caller) {
    return caller
        .name()
        .map(name -> tokens.content().get(name))
        .filter(token -> token.role() == caller.role())
        .isPresent();
  }

  @Override
  public Way way() {
    return Way.TOKEN;
  }

  @Override
  public String advice() {
    return "Scripts send the header Authorization: Bearer TOKEN, with a token that dispatcherd"
        + " dashboard-token has made.";
  }
}
