/**
 * How much we log, and what stands beside each line about a task. Uses messages; parent, child and
 * control use it. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.logging;

import org.jspecify.annotations.NullMarked;
