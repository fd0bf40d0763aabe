package io.dispatcherd.dashboard.pages;

import io.dispatcherd.dashboard.pages.show.Counted;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Jobs that have failed for the last time, those with one error together. Immutable.
 *
 * @param groups the one with the latest failure first
 * @param total how many there are
 * @param newest so many of the newest were looked at; empty if all were
 */
public record DeadPage(List<Group> groups, Optional<Counted> total, Optional<Long> newest) {
  /** Copies the list. */
  public DeadPage {
    groups = List.copyOf(groups);
  }

  /**
   * Jobs of one task that died of one error.
   *
   * @param key names the group in addresses
   * @param task the name of the task
   * @param queue where they were
   * @param errorClass what was thrown
   * @param message what the latest one said; empty if that isn't for this viewer
   * @param count how many
   * @param firstAt when the first one died
   * @param lastAt when the latest one died
   * @param latest the uuid of the latest one
   */
  public record Group(
      String key,
      String task,
      String queue,
      String errorClass,
      Optional<String> message,
      Counted count,
      Instant firstAt,
      Instant lastAt,
      String latest) {}
}
