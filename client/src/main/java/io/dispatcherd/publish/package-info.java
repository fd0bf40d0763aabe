/**
 * The entry point for applications: submits tasks and sends commands to services. Uses messages,
 * brokers, tasks and config.
 */
@NullMarked
package io.dispatcherd.publish;

import org.jspecify.annotations.NullMarked;
