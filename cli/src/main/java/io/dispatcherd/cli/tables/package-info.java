/** Text for terminals: tables of values, and nothing that a terminal would obey. */
@NullMarked
package io.dispatcherd.cli.tables;

import org.jspecify.annotations.NullMarked;
