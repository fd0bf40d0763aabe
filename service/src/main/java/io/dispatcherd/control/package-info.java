/**
 * The control commands, one class each; {@link io.dispatcherd.control.ShippedCommands} lists them.
 * Uses service, which knows them only by their interface. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.control;

import org.jspecify.annotations.NullMarked;
