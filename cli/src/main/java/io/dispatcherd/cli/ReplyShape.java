package io.dispatcherd.cli;

/** How a reply is best laid out as a table. */
enum ReplyShape {
  /** Each key names an object, and these are alike: a row each. */
  ROWS,
  /** As rows, and what an object holds that is the value of a key has columns of its own. */
  FLAT_ROWS,
  /** Each key names a thread, whose stack, if it is told, is a text of many lines: a block each. */
  STACKS,
  /** Each key has a value of its own kind: a line each. */
  VALUES,
  /** Each key names a command, and its value is that command's reply. */
  SECTIONS
}
