/**
 * The queue's functions in the database, as Java calls: each is one round trip and one transaction.
 * Uses the schema and JDBC. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.queue.store;

import org.jspecify.annotations.NullMarked;
