package io.dispatcherd.service.statistics;

/**
 * Tasks that were taken in since the start and didn't run to their end, by the reason.
 *
 * @param discarded because a duplicate was running or held
 * @param cancelled by a command, while they waited or ran
 * @param timedOut because their time was up
 * @param lost with their worker, or while they waited when the service stopped
 */
public record EndingCounts(long discarded, long cancelled, long timedOut, long lost) {
  public static final EndingCounts NONE = new EndingCounts(0, 0, 0, 0);

  public EndingCounts plusDiscarded() {
    return new EndingCounts(discarded + 1, cancelled, timedOut, lost);
  }

  public EndingCounts plusCancelled(int tasks) {
    return new EndingCounts(discarded, cancelled + tasks, timedOut, lost);
  }

  public EndingCounts plusTimedOut() {
    return new EndingCounts(discarded, cancelled, timedOut + 1, lost);
  }

  public EndingCounts plusLost() {
    return new EndingCounts(discarded, cancelled, timedOut, lost + 1);
  }
}
