/**
 * The bounds on everything that arrives: their names, their defaults, and how often each was hit.
 * Uses nothing else of ours. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.limits;

import org.jspecify.annotations.NullMarked;
