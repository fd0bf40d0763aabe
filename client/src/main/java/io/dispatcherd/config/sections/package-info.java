/**
 * One table for each section of a configuration, and the reader that makes settings of them all.
 * Uses config.schema, config.source and postgres. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.config.sections;

import org.jspecify.annotations.NullMarked;
