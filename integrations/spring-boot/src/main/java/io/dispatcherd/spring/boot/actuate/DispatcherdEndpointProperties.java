package io.dispatcherd.spring.boot.actuate;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint shows.
 *
 * @param showValues When to show arguments, results and errors of tasks, which may be confidential.
 * @param roles Roles of users that are authorized to see them. Without any, all who are logged in.
 */
@ConfigurationProperties("management.endpoint.dispatcherd")
record DispatcherdEndpointProperties(
    @DefaultValue("never") Show showValues, @DefaultValue Set<String> roles) {}
