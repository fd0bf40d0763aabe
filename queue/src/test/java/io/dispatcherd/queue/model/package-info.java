/**
 * Random histories of the queue, beside a model of what may happen; and two connections at once.
 */
@NullMarked
package io.dispatcherd.queue.model;

import org.jspecify.annotations.NullMarked;
