package io.dispatcherd.config;

/**
 * What is measured, and where the metrics server listens: {@code service.metrics_kwargs}.
 *
 * @param host name or address to bind
 * @param port port to bind; 0: any free one
 * @param maxTaskLabels how many tasks are measured under their own names; the others are one
 */
public record MetricsSettings(String host, int port, int maxTaskLabels) {}
