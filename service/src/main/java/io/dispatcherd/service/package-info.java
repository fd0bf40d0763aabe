/**
 * The service: one event loop that owns every task and worker, the order of start and stop. Uses
 * all other packages of the service but control, whose commands it is given.
 */
@NullMarked
package io.dispatcherd.service;

import org.jspecify.annotations.NullMarked;
