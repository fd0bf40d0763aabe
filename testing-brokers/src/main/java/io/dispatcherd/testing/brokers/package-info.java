/**
 * Brokers for tests: one that stays in the process, one that does nothing, one that always fails.
 * Uses the client's {@code brokers} and {@code messages}.
 */
@NullMarked
package io.dispatcherd.testing.brokers;

import org.jspecify.annotations.NullMarked;
