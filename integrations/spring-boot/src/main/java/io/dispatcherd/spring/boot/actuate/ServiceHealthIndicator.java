package io.dispatcherd.spring.boot.actuate;

import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.Readiness;
import io.dispatcherd.spring.boot.service.ServiceLifecycle;
import java.util.Optional;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Whether tasks that are submitted now would be run by the service of this application. */
final class ServiceHealthIndicator extends AbstractHealthIndicator {
  private final ServiceLifecycle service;

  ServiceHealthIndicator(ServiceLifecycle service) {
    super("The service of dispatcherd can't be asked");
    this.service = service;
  }

  @Override
  protected void doHealthCheck(Health.Builder health) {
    Optional<DispatcherService> running = service.service();
    if (running.isEmpty()) {
      health.outOfService().withDetail("faults", "the service doesn't run");
      return;
    }
    Readiness readiness = running.get().readiness();
    health.withDetail("node", running.get().nodeId());
    if (readiness.isReady()) {
      health.up();
    } else {
      health.down().withDetail("faults", readiness.faults());
    }
  }
}
