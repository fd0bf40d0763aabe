/**
 * The control commands, one class each; {@link io.dispatcherd.control.ShippedCommands} lists them.
 * Uses service, which knows them only by their interface.
 */
@NullMarked
package io.dispatcherd.control;

import org.jspecify.annotations.NullMarked;
