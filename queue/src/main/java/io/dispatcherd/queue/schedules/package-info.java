/**
 * Schedules that are kept in the database. Uses connections and the contract of brokers. Internal:
 * not for applications.
 */
@NullMarked
package io.dispatcherd.queue.schedules;

import org.jspecify.annotations.NullMarked;
