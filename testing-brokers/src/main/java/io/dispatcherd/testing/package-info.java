/**
 * What tests of dispatcherd, and of applications that use it, are written with. Uses the client and
 * {@code embedded}, never the service.
 */
@NullMarked
package io.dispatcherd.testing;

import org.jspecify.annotations.NullMarked;
