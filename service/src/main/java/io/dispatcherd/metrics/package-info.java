/**
 * The numbers of a service in Prometheus' text format, over a small HTTP server of our own. Uses
 * service, which knows it only as a {@link io.dispatcherd.service.control.MetricsProvider}.
 * Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.metrics;

import org.jspecify.annotations.NullMarked;
