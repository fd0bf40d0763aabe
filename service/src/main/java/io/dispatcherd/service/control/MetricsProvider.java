package io.dispatcherd.service.control;

import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.limits.LimitHits;

/** Serves the numbers of services; found through {@link java.util.ServiceLoader}. */
public interface MetricsProvider {
  /**
   * Opens an endpoint for one service, which is about to start and closes it when it has ended.
   *
   * @param service answers as soon as the service's event loop runs
   * @param hits where the endpoint counts that a client hit a bound
   * @throws io.dispatcherd.config.ConfigurationException if it can't be opened as the settings want
   */
  MetricsEndpoint open(MetricsSettings settings, StateQueries service, LimitHits hits);
}
