/**
 * Settings as properties of frameworks write them. Uses config.schema, config.sections and
 * config.source. Internal: for the integrations.
 */
@NullMarked
package io.dispatcherd.config.relaxed;

import org.jspecify.annotations.NullMarked;
