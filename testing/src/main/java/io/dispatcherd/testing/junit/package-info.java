/**
 * Tests of an application's own tasks: a service in the test's JVM, and a clock that the test sets.
 * Uses the memory broker, the service, and what it is submitted to with.
 */
@NullMarked
package io.dispatcherd.testing.junit;

import org.jspecify.annotations.NullMarked;
