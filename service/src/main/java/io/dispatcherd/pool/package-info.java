/**
 * The parent's side of the workers: who they are, how many there should be, which task each has.
 * Uses processors, frames and messages; one thread owns all of its state. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.pool;

import org.jspecify.annotations.NullMarked;
