/**
 * Which worker gets which task, and which tasks busy workers get before they are free. Uses
 * pool.worker and pool.scaling. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.pool.prefetch;

import org.jspecify.annotations.NullMarked;
