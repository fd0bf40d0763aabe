/**
 * Makes and lists the virtual threads of a service, which the JVM can't list. Uses no other package
 * of dispatcherd. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.threads;

import org.jspecify.annotations.NullMarked;
