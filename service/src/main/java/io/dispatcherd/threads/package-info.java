/**
 * The virtual threads of a service, as a list, which the JVM doesn't have. Uses nothing of ours;
 * whoever starts a thread uses it. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.threads;

import org.jspecify.annotations.NullMarked;
