/**
 * How a PostgreSQL of our own is found and started; the module embedded provides it. Uses nothing
 * else of ours. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.postgres.embedded;

import org.jspecify.annotations.NullMarked;
