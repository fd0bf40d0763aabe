/**
 * Beans for containers with CDI 4, such as Quarkus: a {@code Dispatcherd} over the application's
 * data source, tasks on methods of beans, a service in the application.
 */
@NullMarked
package io.dispatcherd.cdi;

import org.jspecify.annotations.NullMarked;
