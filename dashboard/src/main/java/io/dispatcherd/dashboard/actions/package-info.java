/** Internal: What changes something, and the audit line that goes with it. */
@NullMarked
package io.dispatcherd.dashboard.actions;

import org.jspecify.annotations.NullMarked;
