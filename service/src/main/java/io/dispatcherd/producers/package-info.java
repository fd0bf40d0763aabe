/**
 * Where work comes from: brokers, schedules, start-up, control. Each delivers into a {@link
 * io.dispatcherd.producers.MessageSink}. Uses brokers, messages and config.
 */
@NullMarked
package io.dispatcherd.producers;

import org.jspecify.annotations.NullMarked;
