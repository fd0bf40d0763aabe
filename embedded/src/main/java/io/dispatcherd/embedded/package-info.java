/**
 * A PostgreSQL of our own on this machine, for trials and tests: unpacked, created, started and
 * stopped here. Uses {@code brokers.pgnotify} for the contract and for finding a running one.
 */
@NullMarked
package io.dispatcherd.embedded;

import org.jspecify.annotations.NullMarked;
