/** dispatcherd in applications of Spring Boot: its auto-configuration and properties. */
@NullMarked
package io.dispatcherd.spring.boot;

import org.jspecify.annotations.NullMarked;
