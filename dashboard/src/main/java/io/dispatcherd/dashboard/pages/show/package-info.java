/** Internal: How numbers, times, names and JSON are written on pages. */
@NullMarked
package io.dispatcherd.dashboard.pages.show;

import org.jspecify.annotations.NullMarked;
