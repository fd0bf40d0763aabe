/**
 * Signatures on what brokers carry: {@link io.dispatcherd.brokers.signing.Signing} makes and checks
 * them. Uses {@code messages}, {@code config} and {@code brokers}. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.brokers.signing;

import org.jspecify.annotations.NullMarked;
