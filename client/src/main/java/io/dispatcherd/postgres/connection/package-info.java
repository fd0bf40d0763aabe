/**
 * Connections to PostgreSQL that listen, publish and notice a dead server. Uses postgres,
 * postgres.embedded and the contract of brokers. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.postgres.connection;

import org.jspecify.annotations.NullMarked;
