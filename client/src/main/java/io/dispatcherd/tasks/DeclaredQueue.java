package io.dispatcherd.tasks;

import java.util.Optional;
import java.util.function.Supplier;

/** The channel that a task is declared with. */
final class DeclaredQueue {
  private DeclaredQueue() {}

  /**
   * How to choose the channel.
   *
   * @param loader finds the class that chooses it, if there is one
   * @throws TaskDeclarationException if that class can't be used
   */
  static PreparedCall.Queue of(TaskDefaults defaults, ClassLoader loader) {
    if (defaults.queueFrom().isEmpty()) {
      return defaults::queue;
    }
    String className = defaults.queueFrom().get();
    Supplier<?> chooser = instance(className, loader);
    return () -> {
      if (chooser.get() instanceof String channel) {
        return Optional.of(channel);
      }
      throw new IllegalStateException(className + ", which chooses a queue, returned none");
    };
  }

  private static Supplier<?> instance(String className, ClassLoader loader) {
    try {
      return Class.forName(className, true, loader)
          .asSubclass(Supplier.class)
          .getConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new TaskDeclarationException(
          "queueFrom "
              + className
              + " must be a public Supplier with a public constructor without parameters: "
              + e);
    }
  }
}
