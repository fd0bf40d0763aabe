/**
 * What travels between publishers, services and control clients: immutable message types and their
 * JSON codec. Uses limits.
 */
@NullMarked
package io.dispatcherd.messages;

import org.jspecify.annotations.NullMarked;
