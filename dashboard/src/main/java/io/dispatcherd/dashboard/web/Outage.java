package io.dispatcherd.dashboard.web;

import io.dispatcherd.brokers.BrokerException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Since when what pages show can't be read. Thread-safe. */
public final class Outage {
  private final AtomicReference<@Nullable Instant> since = new AtomicReference<>();

  /** Whether this says that something we read from is away, rather than a bug. */
  public static boolean isOne(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException
          || cause instanceof BrokerException
          || cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  /** Something could be read. */
  public void over() {
    since.set(null);
  }

  /** Nothing could be read; says since when. */
  public Instant began() {
    Instant now = Instant.now();
    Instant known = since.compareAndExchange(null, now);
    return known == null ? now : known;
  }

  /** Since when nothing could be read; empty while all is well. */
  public Optional<Instant> since() {
    return Optional.ofNullable(since.get());
  }
}
