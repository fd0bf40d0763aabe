/** What a queue that keeps work must hold, each class named after its line, on the tables alone. */
@NullMarked
package io.dispatcherd.queue.musthold;

import org.jspecify.annotations.NullMarked;
