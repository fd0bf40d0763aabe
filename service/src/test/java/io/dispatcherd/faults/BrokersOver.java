package io.dispatcherd.faults;

import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Brokers of which one goes over a network with faults, and soon notices them. */
final class BrokersOver {
  private static final double SECONDS_TO_NOTICE = 0.5;

  /** A self-check begins within the one half of it, and is back within the other. */
  static final Duration TIME_TO_NOTICE = Duration.ofSeconds(1);

  private BrokersOver() {}

  /**
   * The brokers' part of a configuration.
   *
   * @param channels to listen on, made from the service's own, which is the one to publish on
   */
  static RunningService.Changed network(TcpProxy network, Function<String, List<String>> channels) {
    return usual -> {
      Map<?, ?> pgNotify = RunningService.object(usual.get("pg_notify"));
      Map<?, ?> config = RunningService.object(pgNotify.get("config"));
      String channel = String.valueOf(config.get("application_name"));
      return Map.of(
          "pg_notify",
          Map.of(
              "config",
              Map.of(
                  "conninfo",
                  network.postgres().conninfo(),
                  "application_name",
                  channel,
                  "connect_timeout",
                  "1"),
              "channels",
              channels.apply(channel),
              "default_publish_channel",
              channel,
              "max_connection_idle_seconds",
              SECONDS_TO_NOTICE,
              "max_self_check_message_age_seconds",
              SECONDS_TO_NOTICE),
          "socket",
          RunningService.object(usual.get("socket")));
    };
  }
}
