/**
 * The tables and functions of the queue: their versions, and how a database gets them. Uses JDBC
 * alone. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.queue.schema;

import org.jspecify.annotations.NullMarked;
