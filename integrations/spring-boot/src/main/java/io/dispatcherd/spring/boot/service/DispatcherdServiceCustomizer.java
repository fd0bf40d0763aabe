package io.dispatcherd.spring.boot.service;

import io.dispatcherd.service.ServiceBuilder;

/** Changes the service of the application before it starts, each time that it does. */
@FunctionalInterface
public interface DispatcherdServiceCustomizer {
  /** Changes it. */
  void customize(ServiceBuilder builder);
}
