/**
 * How to reach a PostgreSQL: libpq's connection strings, environment and files, translated for the
 * JDBC driver. Applications may implement {@link io.dispatcherd.postgres.ConnectionFactory}. Uses
 * config.
 */
@NullMarked
package io.dispatcherd.postgres;

import org.jspecify.annotations.NullMarked;
