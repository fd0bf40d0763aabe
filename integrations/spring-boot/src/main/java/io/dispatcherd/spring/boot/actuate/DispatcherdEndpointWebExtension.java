package io.dispatcherd.spring.boot.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Over HTTP it is known who asks. */
@EndpointWebExtension(endpoint = DispatcherdEndpoint.class)
class DispatcherdEndpointWebExtension {
  private final DispatcherdEndpoint endpoint;
  private final DispatcherdEndpointProperties properties;

  DispatcherdEndpointWebExtension(
      DispatcherdEndpoint endpoint, DispatcherdEndpointProperties properties) {
    this.endpoint = endpoint;
    this.properties = properties;
  }

  @ReadOperation
  @Nullable Object one(SecurityContext security, @Selector String kind, @Selector String name) {
    return endpoint.find(kind, name, properties.showValues().isShown(security, properties.roles()));
  }
}
