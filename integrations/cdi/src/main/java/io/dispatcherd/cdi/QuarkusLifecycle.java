package io.dispatcherd.cdi;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/**
 * The same for Quarkus, which has events of its own, once data sources can be used. Other
 * containers leave this class out, because they don't know these.
 */
@ApplicationScoped
class QuarkusLifecycle {
  @Inject ContainerLifecycle lifecycle;

  void started(@Observes StartupEvent event) {
    lifecycle.start();
  }

  void stopping(@Observes ShutdownEvent event) throws Exception {
    lifecycle.stop();
  }
}
