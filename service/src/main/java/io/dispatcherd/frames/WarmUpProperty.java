package io.dispatcherd.frames;

/**
 * The system property that makes a worker's JVM warm up before it takes tasks. The parent sets it,
 * the child reads it.
 */
public final class WarmUpProperty {
  /** The property's name. */
  public static final String NAME = "dispatcherd.warmup";

  /** With objects too, and until the application's classes are found at once. */
  public static final String EVERYTHING = "everything";

  private WarmUpProperty() {}
}
