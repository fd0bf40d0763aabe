/** Breaks what {@code pg_queue} runs on while it works, and counts what is lost: nothing may be. */
@NullMarked
package io.dispatcherd.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
