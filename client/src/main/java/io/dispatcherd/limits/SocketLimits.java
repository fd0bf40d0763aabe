package io.dispatcherd.limits;

import java.time.Duration;

/**
 * What the clients of a Unix socket may take of the service.
 *
 * @param lineBytes the longest line
 * @param clients how many may be connected at once
 * @param inboxBytes memory for lines that were read and are not yet received by the service
 * @param unreadBytes replies that clients have not read, of all together; one may take a quarter
 * @param unreadFor a client that has taken nothing of its replies for this long is dropped
 */
public record SocketLimits(
    int lineBytes, int clients, int inboxBytes, int unreadBytes, Duration unreadFor) {
  /** Lines of 1 MiB, 1,000 clients, 16 MiB in the inbox, 64 MiB unread for 30 seconds. */
  public static final SocketLimits DEFAULT =
      new SocketLimits(1 << 20, 1_000, 16 << 20, 64 << 20, Duration.ofSeconds(30));
}
