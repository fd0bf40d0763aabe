package io.dispatcherd.pool.scaling;

/** Counts the changes of the number of workers by their reason. Owned by the pool's thread. */
public final class ScaleEvents {
  private long up;
  private long down;
  private long replaced;
  private long lifetime;

  /** Workers that have gone, or are going, without being surplus. */
  private int vacancies;

  /** A worker was started. */
  public void started() {
    if (vacancies > 0) {
      vacancies--;
      replaced++;
    } else {
      up++;
    }
  }

  /** There are as many workers as needed: workers started from now on replace none. */
  public void nobodyIsMissing() {
    vacancies = 0;
  }

  /** A worker is surplus. */
  public void surplus() {
    down++;
  }

  /** A worker is too old. */
  public void pastLifetime() {
    lifetime++;
    vacancies++;
  }

  /** A worker that counted for capacity is gone, or going by itself. */
  public void vacated() {
    vacancies++;
  }

  public ScaleCounts counts() {
    return new ScaleCounts(up, down, replaced, lifetime);
  }
}
