package io.dispatcherd.cli;

import io.dispatcherd.tasks.Task;
import java.util.List;

/**
 * A task for the short life of a service that is recorded for its cache of classes (see
 * bin/lib/caches.sh): what finding, checking and running tasks takes is in the cache then. No other
 * service that the start script starts has it, since tasks aren't looked for in our own jars then.
 */
public final class Training {
  private Training() {}

  /** Takes what tasks mostly do, and does nothing with it. */
  @Task
  public static void exercise(String text, int number, double fraction, List<String> texts) {}
}
