/**
 * The contract of a {@link io.dispatcherd.brokers.Broker}, which carries messages, and in
 * sub-packages its implementations. Uses messages and config.
 */
@NullMarked
package io.dispatcherd.brokers;

import org.jspecify.annotations.NullMarked;
