/**
 * The way in for applications: submitting tasks and asking services. Uses messages, brokers, tasks
 * and config.
 */
@NullMarked
package io.dispatcherd.publish;

import org.jspecify.annotations.NullMarked;
