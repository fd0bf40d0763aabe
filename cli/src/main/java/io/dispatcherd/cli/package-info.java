/**
 * The two programs: {@code dispatcherd} runs the service, {@code dispatcherctl} asks it. Uses
 * service, publish, brokers, config and messages; nothing uses it.
 */
@NullMarked
package io.dispatcherd.cli;

import org.jspecify.annotations.NullMarked;
