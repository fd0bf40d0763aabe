package io.dispatcherd.frames;

/**
 * The system property that has a worker's JVM practise before it obeys its service. The parent sets
 * it, the child reads it.
 */
public final class PracticeProperty {
  /** The property's name. */
  public static final String NAME = "dispatcherd.practice";

  /** With objects too, and until the application's classes are found at once. */
  public static final String EVERYTHING = "everything";

  private PracticeProperty() {}
}
