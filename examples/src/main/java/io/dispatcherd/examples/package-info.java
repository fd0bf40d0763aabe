/** Tasks to try things with, and a program that submits them. Uses the client only. */
@NullMarked
package io.dispatcherd.examples;

import org.jspecify.annotations.NullMarked;
