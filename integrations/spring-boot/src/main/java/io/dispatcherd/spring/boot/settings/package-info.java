/**
 * From an application's properties to settings of dispatcherd. Uses the client's tables of options.
 * Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.spring.boot.settings;

import org.jspecify.annotations.NullMarked;
