package io.dispatcherd.cli;

import io.dispatcherd.tasks.Task;
import java.util.List;

/**
 * A task for the short run of a service that records its class cache (see bin/lib/caches.sh), so
 * that the cache holds the classes for finding, checking and running tasks. Other services don't
 * have it: they look for no tasks in our jars.
 */
public final class Training {
  private Training() {}

  /** Takes the usual kinds of arguments, and does nothing. */
  @Task
  public static void exercise(String text, int number, double fraction, List<String> texts) {}
}
