/**
 * Measures whole services beside the bare parts that they are made of. Uses everything, and nothing
 * uses it.
 */
@NullMarked
package io.dispatcherd.benchmarks;

import org.jspecify.annotations.NullMarked;
