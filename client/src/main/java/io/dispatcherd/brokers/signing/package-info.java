/**
 * Signs messages and checks signatures: {@link io.dispatcherd.brokers.signing.Signing} does both.
 * Uses {@code messages}, {@code config} and {@code brokers}. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.brokers.signing;

import org.jspecify.annotations.NullMarked;
