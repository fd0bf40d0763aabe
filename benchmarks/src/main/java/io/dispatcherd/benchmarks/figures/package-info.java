/** What a benchmark is, and what becomes of its figures: a report, a table, a plot. */
@NullMarked
package io.dispatcherd.benchmarks.figures;

import org.jspecify.annotations.NullMarked;
