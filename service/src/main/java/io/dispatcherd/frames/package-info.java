/**
 * What a service and one of its workers say to each other, over a private channel of their own.
 * Uses messages and tasks; the parent's side (pool) and the child's side (child) meet only here.
 * Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.frames;

import org.jspecify.annotations.NullMarked;
