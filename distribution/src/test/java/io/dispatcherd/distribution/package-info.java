/** The archive and the files for deployment, tried out as operators use them. */
@NullMarked
package io.dispatcherd.distribution;

import org.jspecify.annotations.NullMarked;
