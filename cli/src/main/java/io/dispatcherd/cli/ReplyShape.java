package io.dispatcherd.cli;

/** How a reply is best laid out as a table. */
enum ReplyShape {
  /** Each key names an object, and these are alike: a row each. */
  ROWS,
  /** Each key has a value of its own kind: a line each. */
  VALUES,
  /** Each key names a command, and its value is that command's reply. */
  SECTIONS
}
