package io.dispatcherd.spring.boot.actuate;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.spring.boot.DispatcherdAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code dispatcherd} of the Actuator. */
@AutoConfiguration(after = DispatcherdAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(Dispatcherd.class)
@ConditionalOnAvailableEndpoint(DispatcherdEndpoint.class)
@EnableConfigurationProperties(DispatcherdEndpointProperties.class)
public final class DispatcherdEndpointAutoConfiguration {
  @Bean
  @ConditionalOnMissingBean
  DispatcherdEndpoint dispatcherdEndpoint(Dispatcherd dispatcherd) {
    return new DispatcherdEndpoint(dispatcherd);
  }

  @Bean
  @ConditionalOnMissingBean
  DispatcherdEndpointWebExtension dispatcherdEndpointWebExtension(
      DispatcherdEndpoint endpoint, DispatcherdEndpointProperties properties) {
    return new DispatcherdEndpointWebExtension(endpoint, properties);
  }
}
