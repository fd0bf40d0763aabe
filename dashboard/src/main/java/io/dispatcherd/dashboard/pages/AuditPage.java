package io.dispatcherd.dashboard.pages;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who did what, the latest first. Immutable.
 *
 * @param entries one page of them
 * @param next where the next page begins; empty if this is the last one
 * @param isFirst whether this is the first page
 * @param isKept whether entries outlive the dashboard
 */
public record AuditPage(
    List<Entry> entries, Optional<String> next, boolean isFirst, boolean isKept) {
  /** Copies the list. */
  public AuditPage {
    entries = List.copyOf(entries);
  }

  /**
   * One action.
   *
   * @param at when
   * @param who did it
   * @param role as what
   * @param from the address that it came from
   * @param action what was done
   * @param subject to what
   * @param outcome what became of it
   * @param isDone whether it was done, rather than refused or failed
   */
  public record Entry(
      Instant at,
      String who,
      String role,
      String from,
      String action,
      String subject,
      String outcome,
      boolean isDone) {}
}
