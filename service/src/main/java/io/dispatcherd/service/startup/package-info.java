/**
 * From settings to the parts of a service: what is checked before anything starts, producers, the
 * application's class path. Uses service.loop and producers. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.service.startup;

import org.jspecify.annotations.NullMarked;
