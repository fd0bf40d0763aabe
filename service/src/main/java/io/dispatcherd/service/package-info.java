/**
 * The service: one event loop that owns every task and worker, the order of start and stop. Uses
 * all other packages of the service but control and metrics, which it finds when it starts. Time
 * comes in at one place, {@link io.dispatcherd.service.loop.ServiceClocks}, and is passed on as
 * instants.
 */
@NullMarked
package io.dispatcherd.service;

import org.jspecify.annotations.NullMarked;
