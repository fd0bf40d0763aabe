/**
 * What declarations of tasks say, in the small: options as they are written, back-offs, spans of
 * time, templates of keys, methods and their parameters by name. Uses messages. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.tasks.declared;

import org.jspecify.annotations.NullMarked;
