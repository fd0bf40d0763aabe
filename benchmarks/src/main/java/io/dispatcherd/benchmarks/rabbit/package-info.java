/** The broker {@code rabbitmq} beside the bare client library, over the same queue. */
@NullMarked
package io.dispatcherd.benchmarks.rabbit;

import org.jspecify.annotations.NullMarked;
