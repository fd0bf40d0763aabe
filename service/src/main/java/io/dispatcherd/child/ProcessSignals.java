package io.dispatcherd.child;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a signal to this process does. Compiled apart from all other classes, since the JDK's one
 * way to handle a signal isn't part of Java 21, for which they are compiled: see the pom.
 */
public final class ProcessSignals {
  private static final Logger log = LoggerFactory.getLogger(ProcessSignals.class);

  private ProcessSignals() {}

  /**
   * Makes a signal run this, on a thread of the JVM, instead of ending the process.
   *
   * @param name without {@code SIG}, such as {@code TERM}
   */
  public static void handle(String name, Runnable action) {
    try {
      // Named in full: an import of it is a warning of javadoc's that can't be silenced.
      sun.misc.Signal.handle(new sun.misc.Signal(name), signal -> action.run());
    } catch (IllegalArgumentException e) {
      // The JVM was told to keep the signal for itself, or to leave it alone.
      log.debug("SIG{} keeps its usual effect", name, e);
    }
  }
}
