/**
 * The protocol between a service and each of its workers, over a private channel. Uses messages and
 * tasks; the parent's side (pool) and the child's side (child) meet only here. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.frames;

import org.jspecify.annotations.NullMarked;
