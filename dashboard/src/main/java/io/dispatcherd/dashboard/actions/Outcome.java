package io.dispatcherd.dashboard.actions;

/** What became of an action. */
public enum Outcome {
  /** It was done. */
  DONE,
  /** It isn't possible in the state that things are in, or there is no such thing. */
  REFUSED,
  /** The same form was sent before, which has acted. */
  REPEATED
}
