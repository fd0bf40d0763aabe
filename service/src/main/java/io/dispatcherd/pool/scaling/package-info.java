/**
 * How many workers there should be, and when the next may start. Uses config. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.pool.scaling;

import org.jspecify.annotations.NullMarked;
