/**
 * Workers as threads of the service's JVM. Uses pool.worker, child and frames. Internal: not for
 * applications.
 */
@NullMarked
package io.dispatcherd.service.threadworkers;

import org.jspecify.annotations.NullMarked;
