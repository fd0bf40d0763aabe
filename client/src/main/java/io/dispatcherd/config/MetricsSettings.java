package io.dispatcherd.config;

import io.dispatcherd.limits.HttpLimits;

/**
 * What is measured, and where the metrics server listens: {@code service.metrics_kwargs}.
 *
 * @param host name or address to bind
 * @param port port to bind; 0: any free one
 * @param maxTaskLabels how many tasks are measured under their own names; the others are one
 * @param limits what clients may take of the server
 */
public record MetricsSettings(String host, int port, int maxTaskLabels, HttpLimits limits) {
  /** With the default limits. */
  public MetricsSettings(String host, int port, int maxTaskLabels) {
    this(host, port, maxTaskLabels, HttpLimits.DEFAULT);
  }
}
