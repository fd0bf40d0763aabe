/**
 * From a message's JSON to a method's arguments, and calling it. Uses tasks and messages. Internal:
 * not for applications.
 */
@NullMarked
package io.dispatcherd.tasks.binding;

import org.jspecify.annotations.NullMarked;
