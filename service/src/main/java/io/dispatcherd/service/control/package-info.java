/**
 * What control commands and metrics may know of a service and how they are answered; the interfaces
 * that both implement. Uses service.statistics and pool. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.service.control;

import org.jspecify.annotations.NullMarked;
