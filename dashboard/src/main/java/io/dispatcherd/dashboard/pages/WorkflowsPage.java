package io.dispatcherd.dashboard.pages;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Workflows and batches, the latest first. Immutable.
 *
 * @param workflows one page of them
 * @param next where the next page begins; empty if this is the last one
 * @param isFirst whether this is the first page
 */
public record WorkflowsPage(List<Row> workflows, Optional<String> next, boolean isFirst) {
  /** Copies the list. */
  public WorkflowsPage {
    workflows = List.copyOf(workflows);
  }

  /**
   * One workflow.
   *
   * @param uuid its identity
   * @param name what it is called
   * @param state how it stands: {@code running}, {@code done}, {@code dead} or {@code cancelled}
   * @param submittedAt when it was submitted
   * @param steps how many it has
   * @param done how many of them are done
   * @param dead how many of them have failed for the last time
   */
  public record Row(
      String uuid,
      String name,
      String state,
      Instant submittedAt,
      long steps,
      long done,
      long dead) {}
}
