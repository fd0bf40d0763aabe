/**
 * Internal: What is asked of the queue's tables and of services, bounded; nothing is changed here.
 */
@NullMarked
package io.dispatcherd.dashboard.reading;

import org.jspecify.annotations.NullMarked;
