/**
 * Settings: immutable records, read from a file or a map, checked as a whole and explained when
 * wrong. Uses limits.
 */
@NullMarked
package io.dispatcherd.config;

import org.jspecify.annotations.NullMarked;
