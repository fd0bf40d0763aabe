/**
 * Which tasks exist: found in class files without loading them, and checked before anything starts.
 * Uses tasks. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.service.startup.catalog;

import org.jspecify.annotations.NullMarked;
