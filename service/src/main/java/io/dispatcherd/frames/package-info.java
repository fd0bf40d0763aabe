/**
 * What a service and one of its workers say to each other, over a private channel of their own.
 * Uses messages and tasks; the parent's side (pool) and the child's side (workers) meet only here.
 */
@NullMarked
package io.dispatcherd.frames;

import org.jspecify.annotations.NullMarked;
