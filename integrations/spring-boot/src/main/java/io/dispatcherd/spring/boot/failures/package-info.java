/**
 * What the log says if an application can't start for a reason of ours. Uses all other packages
 * here. Internal: not for applications.
 */
@NullMarked
package io.dispatcherd.spring.boot.failures;

import org.jspecify.annotations.NullMarked;
