package io.dispatcherd.publish;

import org.jspecify.annotations.Nullable;

/** Holds the default of this process. Every method holds the lock of this class. */
final class ProcessDefault {
  private static @Nullable Dispatcherd current;

  private ProcessDefault() {}

  static synchronized Dispatcherd get() {
    if (current == null) {
      current = Dispatcherd.fromEnvironment();
    }
    return current;
  }

  static synchronized Dispatcherd set(Dispatcherd dispatcherd) {
    current = dispatcherd;
    return dispatcherd;
  }

  /** Leaves the process without a default if this is it. */
  static synchronized void forget(Dispatcherd closed) {
    if (current == closed) {
      current = null;
    }
  }
}
