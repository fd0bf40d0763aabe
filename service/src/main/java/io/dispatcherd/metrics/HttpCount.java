package io.dispatcherd.metrics;

import java.util.Locale;

/** What the metrics server counts about itself. */
enum HttpCount {
  /** Connections, refused ones included. */
  CONNECTIONS_TOTAL,
  METRICS_REQUESTS_SERVED,
  /** Answers to orchestrators, whatever they say. */
  PROBES_ANSWERED,
  /** Requests that are no HTTP, or exceed a bound. */
  BAD_REQUESTS,
  /** Bugs, and a service that did not provide its numbers in time. */
  INTERNAL_ERRORS,
  /** Requests for anything but a GET or HEAD of the page. */
  NOT_FOUND_RESPONSES,
  /** Clients that left before their request was complete, or without taking the answer. */
  CLIENT_DISCONNECTS,
  REQUEST_TIMEOUTS,
  /** Connections beyond the limit. */
  CONNECTIONS_REFUSED;

  /** The name that the {@code metrics} command uses. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
