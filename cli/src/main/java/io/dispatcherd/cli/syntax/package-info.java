/**
 * Command lines: describes a program's options and commands as values, parses lines, explains wrong
 * ones, prints help and completion. Uses only the suggestions of config; only the programs use it.
 */
@NullMarked
package io.dispatcherd.cli.syntax;

import org.jspecify.annotations.NullMarked;
