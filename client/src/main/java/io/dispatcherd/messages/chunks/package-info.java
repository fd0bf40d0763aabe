/**
 * Messages in pieces: splitting what is too large for a broker, assembling what arrives. Uses
 * messages and limits. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.messages.chunks;

import org.jspecify.annotations.NullMarked;
