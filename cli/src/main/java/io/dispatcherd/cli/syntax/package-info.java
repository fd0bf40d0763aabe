/**
 * What may be written on the command line of a program, and reading it. Uses nothing of ours; only
 * {@link io.dispatcherd.cli.syntax.ExplainedLine} knows the library that explains and completes.
 */
@NullMarked
package io.dispatcherd.cli.syntax;

import org.jspecify.annotations.NullMarked;
