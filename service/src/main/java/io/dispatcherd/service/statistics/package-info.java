/**
 * What a service counts and how long things took. Uses nothing else of ours. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.service.statistics;

import org.jspecify.annotations.NullMarked;
