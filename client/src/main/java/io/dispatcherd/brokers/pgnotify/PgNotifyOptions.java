package io.dispatcherd.brokers.pgnotify;

import io.dispatcherd.postgres.connection.ChannelName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a broker listens on and publishes to, and how it checks itself.
 *
 * @param channels what subscriptions listen on
 * @param defaultPublishChannel the channel for messages that name none
 * @param maxConnectionIdle a subscription checks its connection after this long without a
 *     notification; empty for never
 * @param maxSelfCheckMessageAge a check that isn't back within this fails; not longer than
 *     maxConnectionIdle
 */
public record PgNotifyOptions(
    List<String> channels,
    Optional<String> defaultPublishChannel,
    Optional<Duration> maxConnectionIdle,
    Duration maxSelfCheckMessageAge) {
  private static final Duration DEFAULT_IDLE = Duration.ofSeconds(30);
  private static final Duration DEFAULT_AGE = Duration.ofSeconds(2);
  private static final Duration PATIENT = Duration.ofSeconds(10);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a name can't be one of a channel, or a time makes no sense
   */
  public PgNotifyOptions {
    channels = channels.stream().map(ChannelName::check).distinct().toList();
    defaultPublishChannel.ifPresent(ChannelName::check);
    if (maxSelfCheckMessageAge.toMillis() <= 0) {
      throw new IllegalArgumentException("maxSelfCheckMessageAge must be a millisecond or more");
    }
    if (maxConnectionIdle.filter(idle -> idle.compareTo(maxSelfCheckMessageAge) < 0).isPresent()) {
      throw new IllegalArgumentException(
          "maxSelfCheckMessageAge must not exceed maxConnectionIdle");
    }
  }

  /** The usual times: a check after 30 seconds, which must be back in 2. */
  public static PgNotifyOptions listeningOn(String... channels) {
    return new PgNotifyOptions(
        List.of(channels), Optional.empty(), Optional.of(DEFAULT_IDLE), DEFAULT_AGE);
  }

  /**
   * How long a subscription waits for an answer to what it asks of the server: as long as for a
   * self-check, so that a connection that is dead from its start is noticed no later than one that
   * dies.
   */
  Duration answerLimit() {
    return maxConnectionIdle.isPresent() ? maxSelfCheckMessageAge : PATIENT;
  }

  /** How long a conversation, which checks nothing, waits for an answer of the server itself. */
  static Duration patientLimit() {
    return PATIENT;
  }

  /**
   * The channel to publish on.
   *
   * @throws IllegalArgumentException if there is none, or there can be none of the requested name
   */
  String publishChannel(Optional<String> requested) {
    return requested
        .or(() -> defaultPublishChannel)
        .or(() -> channels.size() == 1 ? Optional.of(channels.get(0)) : Optional.empty())
        .map(ChannelName::check)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no channel to publish on: give the task a queue, name one when submitting, or"
                        + " set brokers.pg_notify.default_publish_channel (it listens on "
                        + channels.size()
                        + " channels, so there is no obvious one)"));
  }
}
