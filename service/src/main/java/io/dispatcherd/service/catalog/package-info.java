/**
 * Which tasks exist: found in class files without loading them, and checked before anything starts.
 * Uses tasks.
 */
@NullMarked
package io.dispatcherd.service.catalog;

import org.jspecify.annotations.NullMarked;
