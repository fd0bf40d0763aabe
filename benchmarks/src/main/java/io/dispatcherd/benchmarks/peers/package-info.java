/**
 * Has libraries that other projects keep work with do the same work on the same database. They are
 * configured for throughput as their own documentation says.
 */
@NullMarked
package io.dispatcherd.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
