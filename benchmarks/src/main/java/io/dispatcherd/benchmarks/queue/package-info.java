/**
 * Measures {@code pg_queue}: whole services beside the same statements without anything around
 * them.
 */
@NullMarked
package io.dispatcherd.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
