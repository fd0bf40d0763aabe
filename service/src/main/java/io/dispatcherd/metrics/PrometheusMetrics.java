package io.dispatcherd.metrics;

import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.service.MetricsEndpoint;
import io.dispatcherd.service.MetricsProvider;
import io.dispatcherd.service.ServiceReader;

/** Serves metrics for Prometheus at {@code /metrics}. */
public final class PrometheusMetrics implements MetricsProvider {
  @Override
  public MetricsEndpoint open(MetricsSettings settings, ServiceReader service) {
    MetricsSite site = new MetricsSite(new MetricsPage(service));
    return MetricsServer.open(settings, HttpLimits.DEFAULT, site);
  }
}
