/** A service in an application of Spring Boot. Needs dispatcherd-service and Java 21. */
@NullMarked
package io.dispatcherd.spring.boot.service;

import org.jspecify.annotations.NullMarked;
