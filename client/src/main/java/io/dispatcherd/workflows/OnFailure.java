package io.dispatcherd.workflows;

/** What becomes of a step if one that it waits for was not done: it is dead, or was cancelled. */
public enum OnFailure {
  /** It is cancelled, with all that waits for it in turn. */
  CANCEL,
  /** It runs all the same. */
  RUN
}
