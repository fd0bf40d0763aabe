/**
 * Decisions about tasks: when, whether, in which order. No threads, no input or output; the time is
 * passed in. Uses messages. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.processors;

import org.jspecify.annotations.NullMarked;
