package io.dispatcherd.brokers.socket.server;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.SocketLimits;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps count of the replies that clients haven't read, of all of them together. Thread-safe. */
final class UnreadReplies {
  /** One client can't take all of it. */
  private static final int SHARE = 4;

  private final SocketLimits limits;
  private final LimitHits hits;
  private final AtomicLong bytes = new AtomicLong();

  UnreadReplies(SocketLimits limits, LimitHits hits) {
    this.limits = limits;
    this.hits = hits;
  }

  /**
   * Whether a client leaves more unread than one may, which is counted then.
   *
   * @param ofThisClient what it hasn't read yet
   */
  boolean isTooMuch(long ofThisClient) {
    if (ofThisClient <= limits.unreadBytes() / SHARE) {
      return false;
    }
    hits.hit(
        Limit.SOCKET_UNREAD_BYTES, "Dropped a client of the socket that doesn't read its replies");
    return true;
  }

  /**
   * Checks that there is room for another reply, of whatever size.
   *
   * @throws BrokerException if there is none
   */
  void checkRoom() {
    if (bytes.get() > limits.unreadBytes()) {
      String what = "the clients of the socket don't read their replies";
      hits.hit(Limit.SOCKET_UNREAD_BYTES, "Dropped a reply: " + what);
      throw new BrokerException("socket: " + what);
    }
  }

  /** More wait to be read, or fewer. */
  void add(long moreBytes) {
    bytes.addAndGet(moreBytes);
  }

  /** Whether a client has taken nothing for too long, which is counted then. */
  boolean isTooLate(Duration idle) {
    if (idle.compareTo(limits.unreadFor()) <= 0) {
      return false;
    }
    hits.hit(
        Limit.SOCKET_UNREAD_SECONDS,
        "Dropped a client of the socket that has read nothing for " + limits.unreadFor());
    return true;
  }
}
