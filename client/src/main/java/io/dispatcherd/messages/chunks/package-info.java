/**
 * Splits messages that are too large for a broker, and assembles their chunks. Uses messages and
 * limits. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.messages.chunks;

import org.jspecify.annotations.NullMarked;
