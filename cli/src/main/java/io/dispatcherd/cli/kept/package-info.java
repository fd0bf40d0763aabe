/**
 * What {@code dispatcherctl} does about kept work, over the broker that keeps it. Uses command
 * lines and the client.
 */
@NullMarked
package io.dispatcherd.cli.kept;

import org.jspecify.annotations.NullMarked;
