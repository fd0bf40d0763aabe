/**
 * Finds and starts the embedded PostgreSQL, which the module embedded provides. Uses no other
 * package of dispatcherd. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.postgres.embedded;

import org.jspecify.annotations.NullMarked;
