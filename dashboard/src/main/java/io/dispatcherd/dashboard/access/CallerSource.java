package io.dispatcherd.dashboard.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** One way to recognize who has sent a request. Thread-safe. */
public interface CallerSource {
  /** Who has sent it; empty if this way doesn't tell. */
  Optional<Caller> callerOf(HttpServletRequest request);

  /**
   * Whether somebody recognized in this way earlier is still who they were, asked while a page of
   * theirs is open.
   */
  boolean isStill(Caller caller);

  /** The ways of the callers that come from here. */
  Way way();

  /** What somebody is told to do who wasn't recognized, as a sentence. */
  String advice();
}
