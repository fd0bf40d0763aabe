package io.dispatcherd.cli;

/** How a reply is best laid out as a table. */
enum ReplyShape {
  /** Each key names an object of the same kind: a row each. */
  ROWS,
  /** As rows; nested objects get columns of their own. */
  FLAT_ROWS,
  /** Each key names a thread, with its stack as a text of many lines if present: a block each. */
  STACKS,
  /** Each key has a value of its own kind: a line each. */
  VALUES,
  /** Each key names a command, and its value is that command's reply. */
  SECTIONS
}
