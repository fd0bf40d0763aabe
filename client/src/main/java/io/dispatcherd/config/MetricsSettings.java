package io.dispatcherd.config;

/**
 * Where the metrics server listens: {@code service.metrics_kwargs}.
 *
 * @param host name or address to bind
 * @param port port to bind; 0: any free one
 */
public record MetricsSettings(String host, int port) {}
