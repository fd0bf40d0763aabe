/**
 * The bounds on everything that arrives: their names, their defaults, and how often each was hit.
 * Uses no other package of dispatcherd. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.limits;

import org.jspecify.annotations.NullMarked;
