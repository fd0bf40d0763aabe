/**
 * Connections of Spring's data sources and transactions, and those to listen on. Uses the client's
 * postgres. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.spring.boot.connections;

import org.jspecify.annotations.NullMarked;
