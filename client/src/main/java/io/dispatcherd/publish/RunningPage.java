package io.dispatcherd.publish;

import java.util.List;
import java.util.Optional;

/**
 * Some of the tasks that run and wait in one service: running ones first, then those behind a
 * duplicate, in line for a worker, and delayed ones, each by number. Immutable.
 *
 * @param nodeId the service
 * @param tasks them
 * @param next with what to ask for the next page; empty if this is the last one, or the service
 *     knows no pages and has told all
 */
public record RunningPage(String nodeId, List<FoundSubmission> tasks, Optional<String> next) {
  /** Copies the list. */
  public RunningPage {
    tasks = List.copyOf(tasks);
  }
}
