/**
 * What the event loop does with each event: let tasks in, give them to workers, end them, stop.
 * Uses service.loop and all below it. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.service.dispatch;

import org.jspecify.annotations.NullMarked;
