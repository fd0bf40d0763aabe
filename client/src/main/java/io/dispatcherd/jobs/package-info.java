/**
 * Kept tasks as those see them who submitted them or operate them: {@link io.dispatcherd.jobs.Jobs}
 * and {@link io.dispatcherd.jobs.Queues}. Uses messages.
 */
@NullMarked
package io.dispatcherd.jobs;

import org.jspecify.annotations.NullMarked;
