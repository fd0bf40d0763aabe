/** The dashboard as a servlet: what an operator opens in a browser. */
@NullMarked
package io.dispatcherd.dashboard;

import org.jspecify.annotations.NullMarked;
