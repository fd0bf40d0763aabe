package io.dispatcherd.metrics;

import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.service.control.MetricsEndpoint;
import io.dispatcherd.service.control.MetricsProvider;
import io.dispatcherd.service.control.StateQueries;
import java.time.Duration;

/**
 * Serves metrics for Prometheus at {@code /metrics}, and probes for orchestrators at {@code
 * /healthz} and {@code /readyz}.
 */
public final class PrometheusMetrics implements MetricsProvider {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  @Override
  public MetricsEndpoint open(MetricsSettings settings, StateQueries service, LimitHits hits) {
    TimedQueries questions = new TimedQueries(service, PATIENCE);
    MetricsSite site =
        new MetricsSite(
            new MetricsPage(questions),
            HealthProbe.health(questions),
            HealthProbe.readiness(questions));
    return MetricsServer.open(settings, site, hits);
  }
}
