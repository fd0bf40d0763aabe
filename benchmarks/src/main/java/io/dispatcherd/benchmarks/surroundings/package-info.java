/**
 * What benchmarks run in and beside: the machine, its PostgreSQL, programs that are started,
 * services, and bare counterparts to compare with.
 */
@NullMarked
package io.dispatcherd.benchmarks.surroundings;

import org.jspecify.annotations.NullMarked;
