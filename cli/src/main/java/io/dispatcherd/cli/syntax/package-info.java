/**
 * Command lines: what a program offers, described as values; reading a line, explaining a wrong
 * one, help, completion. Uses only the suggestions of config; only the programs use it.
 */
@NullMarked
package io.dispatcherd.cli.syntax;

import org.jspecify.annotations.NullMarked;
