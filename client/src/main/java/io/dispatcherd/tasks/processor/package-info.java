/**
 * Checks task declarations while they are compiled, and records the names of their parameters, if
 * the compiler is asked to. Uses tasks; nothing else depends on it. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.tasks.processor;

import org.jspecify.annotations.NullMarked;
