/** Measures of the small parts, for JMH: {@code bin/benchmarks --jmh}. Uses everything. */
@NullMarked
package io.dispatcherd.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
