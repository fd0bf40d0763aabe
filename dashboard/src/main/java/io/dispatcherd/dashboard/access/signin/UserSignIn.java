package io.dispatcherd.dashboard.access.signin;

import io.dispatcherd.dashboard.access.Caller;
import io.dispatcherd.dashboard.access.CallerSource;
import io.dispatcherd.dashboard.access.Seal;
import io.dispatcherd.dashboard.access.Session;
import io.dispatcherd.dashboard.access.SignIn;
import io.dispatcherd.dashboard.access.Way;
import io.dispatcherd.dashboard.access.files.FollowedFile;
import io.dispatcherd.dashboard.access.files.PasswordHash;
import io.dispatcherd.dashboard.access.files.User;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who sign in with a password, and have a session then: a sealed cookie that says whose it is
 * and which password began it. It ends after twelve hours, when they sign out, and when they are
 * removed or get another password. Thread-safe.
 */
public final class UserSignIn implements CallerSource, SignIn {
  private static final Logger log = LoggerFactory.getLogger(UserSignIn.class);
  private static final Duration LENGTH = Duration.ofHours(12);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int ID_BYTES = 16;
  private static final int LONGEST_COOKIE = 1_024;
  private static final char SEPARATOR = ' ';
  private static final int PARTS = 4;

  /** Each comparison takes a processor for a while: guessers may not have all of them. */
  private final Semaphore comparisons = new Semaphore(2);

  private final FollowedFile<User> users;
  private final Seal seal;
  private final EndedSessions ended;
  private final SignInLog audit;
  private final Clock clock;
  private final Slowing slowing;
  private final PasswordHash decoy = PasswordHash.decoy(PasswordHash.ITERATIONS);

  /** Those of this file, with sessions under this seal. */
  public UserSignIn(
      FollowedFile<User> users, Seal seal, EndedSessions ended, SignInLog audit, Clock clock) {
    this.users = users;
    this.seal = seal;
    this.ended = ended;
    this.audit = audit;
    this.clock = clock;
    slowing = new Slowing(clock);
  }

  @Override
  public Result begin(String name, String password, String peer) throws InterruptedException {
    Duration wait = slowing.begin(peer);
    if (!wait.isZero()) {
      log.warn("Sign-in refused: {} has failed too often", peer);
      return new Refused(
          true,
          "Too many tries. The next one is possible in %d s.".formatted(wait.toSeconds() + 1));
    }
    Optional<User> user = Optional.ofNullable(users.content().get(name));
    boolean isSame;
    if (!comparisons.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      return new Refused(true, "Many sign in at the moment. Try again in a few seconds.");
    }
    try {
      isSame = user.map(User::password).orElse(decoy).isOf(password.toCharArray());
    } finally {
      comparisons.release();
    }
    if (user.isEmpty() || !isSame) {
      slowing.failed(peer);
      log.warn("Sign-in failed, from {}", peer);
      audit.write(user.map(User::name).orElse("(unknown)"), "none", peer, "sign-in", false);
      return new Refused(false, "Name and password don't fit.");
    }
    slowing.succeeded(peer);
    log.info("{} ({}, from {}): signed in", name, user.get().role().wireName(), peer);
    audit.write(name, user.get().role().wireName(), peer, "sign-in", true);
    Session session =
        new Session(
            Seal.encoded(Seal.randomBytes(ID_BYTES)),
            name,
            user.get().password().mark(),
            clock.instant().plus(LENGTH));
    return new Begun(text(session), LENGTH);
  }

  @Override
  public void end(Caller caller, String peer) {
    caller.session().ifPresent(ended::end);
    String role = caller.role().wireName();
    log.info("{} ({}, from {}): signed out", caller.auditName(), role, peer);
    audit.write(caller.auditName(), role, peer, "sign-out", true);
  }

  @Override
  public Optional<Caller> callerOf(HttpServletRequest request) {
    return Stream.ofNullable(request.getCookies())
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(COOKIE))
        .map(Cookie::getValue)
        .flatMap(value -> session(value).stream())
        .flatMap(session -> callerOf(session).stream())
        .findFirst();
  }

  @Override
  public boolean isStill(Caller caller) {
    return caller
        .session()
        .flatMap(this::callerOf)
        .filter(now -> now.role() == caller.role())
        .isPresent();
  }

  private Optional<Caller> callerOf(Session session) {
    if (!clock.instant().isBefore(session.until()) || ended.hasEnded(session)) {
      return Optional.empty();
    }
    return Optional.ofNullable(users.content().get(session.user()))
        .filter(user -> user.password().mark().equals(session.password()))
        .map(
            user ->
                new Caller(
                    Optional.of(user.name()), user.role(), Way.SESSION, Optional.of(session)));
  }

  private String text(Session session) {
    return seal.close(
        String.join(
            String.valueOf(SEPARATOR),
            session.id(),
            session.user(),
            session.password(),
            Long.toString(session.until().getEpochSecond())));
  }

  private Optional<Session> session(@Nullable String sealed) {
    if (sealed == null || sealed.length() > LONGEST_COOKIE) {
      return Optional.empty();
    }
    return seal.open(sealed).flatMap(UserSignIn::parsed);
  }

  private static Optional<Session> parsed(String text) {
    String[] parts = text.split(String.valueOf(SEPARATOR), -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Session(
              parts[0], parts[1], parts[2], Instant.ofEpochSecond(Long.parseLong(parts[3]))));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  @Override
  public Way way() {
    return Way.SESSION;
  }

  @Override
  public String advice() {
    return "Sign in.";
  }
}
