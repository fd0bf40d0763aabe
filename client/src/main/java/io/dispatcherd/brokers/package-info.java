/**
 * What carries messages: the {@link io.dispatcherd.brokers.Broker} contract, and below it the
 * implementations. Uses messages and config.
 */
@NullMarked
package io.dispatcherd.brokers;

import org.jspecify.annotations.NullMarked;
