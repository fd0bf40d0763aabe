package io.dispatcherd.spring.boot.actuate;

import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.spring.boot.service.DispatcherdServiceAutoConfiguration;
import io.dispatcherd.spring.boot.service.ServiceLifecycle;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Health of the service in the application, as a part of its readiness. */
@AutoConfiguration(
    after = {
      DispatcherdServiceAutoConfiguration.class,
      // Its group for readiness is what ours is added to.
      AvailabilityProbesAutoConfiguration.class
    })
@ConditionalOnClass({
  HealthIndicator.class,
  ConditionalOnEnabledHealthIndicator.class,
  DispatcherService.class
})
@ConditionalOnBean(ServiceLifecycle.class)
@ConditionalOnEnabledHealthIndicator(ReadinessGroup.MEMBER)
public final class DispatcherdHealthAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean(name = "dispatcherdHealthIndicator")
  HealthIndicator dispatcherdHealthIndicator(ServiceLifecycle service) {
    return new ServiceHealthIndicator(service);
  }

  @Bean
  @ConditionalOnMissingBean
  ReadinessGroup dispatcherdReadinessGroup() {
    return new ReadinessGroup();
  }
}
