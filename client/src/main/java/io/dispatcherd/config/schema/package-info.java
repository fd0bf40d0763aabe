/**
 * What may stand in a configuration: options with their types and checks, and the JSON Schema and
 * the reference page that are made of them. Uses config.source. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.config.schema;

import org.jspecify.annotations.NullMarked;
