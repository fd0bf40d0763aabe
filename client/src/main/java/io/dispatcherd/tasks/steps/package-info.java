/** Parts of a task that are done once, and signals that it waits for. */
@NullMarked
package io.dispatcherd.tasks.steps;

import org.jspecify.annotations.NullMarked;
