/**
 * Building workflows: tasks of which some wait for others. Begin with {@code
 * Dispatcherd.workflow(name)}, or with {@link io.dispatcherd.workflows.Workflow#of} in a task that
 * adds to the workflow that it is part of. Uses messages and tasks.
 */
@NullMarked
package io.dispatcherd.workflows;

import org.jspecify.annotations.NullMarked;
