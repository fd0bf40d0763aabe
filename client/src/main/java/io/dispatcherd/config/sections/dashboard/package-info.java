/** Internal: The section {@code dashboard} of the configuration. Uses config and its schema. */
@NullMarked
package io.dispatcherd.config.sections.dashboard;

import org.jspecify.annotations.NullMarked;
