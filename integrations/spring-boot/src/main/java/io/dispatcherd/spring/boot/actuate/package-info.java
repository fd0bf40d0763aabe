/** Health and the endpoint for Spring Boot's Actuator. Internal: not for applications. */
@NullMarked
package io.dispatcherd.spring.boot.actuate;

import org.jspecify.annotations.NullMarked;
