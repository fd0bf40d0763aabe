/**
 * Declaring tasks, naming them by method reference, and binding arguments to them. Uses messages,
 * and the value types Submission and Reply of publish.
 */
@NullMarked
package io.dispatcherd.tasks;

import org.jspecify.annotations.NullMarked;
