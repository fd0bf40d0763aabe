/**
 * From text to nodes: YAML as Python reads it, references to the environment, and where each value
 * stands. Uses config's exceptions. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.config.source;

import org.jspecify.annotations.NullMarked;
