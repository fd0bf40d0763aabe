package io.dispatcherd.dashboard.access.signin;

import io.dispatcherd.dashboard.access.IpAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses: after some failures each peer has to wait before its next try, longer
 * each time. Peers are told apart by their address, of IPv6 by its first half. It remembers so many
 * of them, and forgets the one that failed longest ago. Thread-safe: the lock of this object guards
 * its fields.
 */
final class Slowing {
  private static final int FREE_TRIES = 5;
  private static final int MOST_PEERS = 10_000;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(30);

  private record Failures(int number, Instant last) {
    Instant next() {
      if (number < FREE_TRIES) {
        return Instant.MIN;
      }
      int doublings = Math.min(number - FREE_TRIES, 10);
      Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
      return last.plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }
  }

  private final Clock clock;

  /** In the order of their last failures. */
  private final Map<String, Failures> peers = new LinkedHashMap<>();

  Slowing(Clock clock) {
    this.clock = clock;
  }

  /**
   * How long this peer has to wait before its next try; zero if it needn't. Then the try counts as
   * failed until it succeeds, so that many at once are no more than many.
   */
  synchronized Duration begin(String peer) {
    Duration wait = wait(peer);
    if (wait.isZero()) {
      count(peer);
    }
    return wait;
  }

  private Duration wait(String peer) {
    Failures failures = peers.get(siteOf(peer));
    if (failures == null || !clock.instant().isBefore(failures.next())) {
      return Duration.ZERO;
    }
    return Duration.between(clock.instant(), failures.next());
  }

  /** The try has failed: the wait begins now. */
  synchronized void failed(String peer) {
    peers.computeIfPresent(
        siteOf(peer), (site, before) -> new Failures(before.number(), clock.instant()));
  }

  private void count(String peer) {
    String site = siteOf(peer);
    Failures before = peers.remove(site);
    Instant now = clock.instant();
    int number =
        before == null || before.last().plus(FORGOTTEN_AFTER).isBefore(now)
            ? 1
            : before.number() + 1;
    peers.put(site, new Failures(number, now));
    if (peers.size() > MOST_PEERS) {
      peers.remove(peers.keySet().iterator().next());
    }
  }

  synchronized void succeeded(String peer) {
    peers.remove(siteOf(peer));
  }

  /** For tests. */
  synchronized int size() {
    return peers.size();
  }

  private static String siteOf(String peer) {
    return IpAddress.of(peer).map(IpAddress::site).orElse(peer);
  }
}
