/**
 * Internal: Routes and their rights, what comes in by HTTP and what goes out, headers, live
 * streams.
 */
@NullMarked
package io.dispatcherd.dashboard.web;

import org.jspecify.annotations.NullMarked;
