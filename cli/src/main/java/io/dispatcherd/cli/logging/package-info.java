/** How the programs log: which lines, where to, and how they are written. */
@NullMarked
package io.dispatcherd.cli.logging;

import org.jspecify.annotations.NullMarked;
