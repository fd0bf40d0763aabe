/**
 * Handles each event: admits tasks, hands them to workers, ends them, stops the service. Uses
 * service.loop and all below it. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.service.dispatch;

import org.jspecify.annotations.NullMarked;
