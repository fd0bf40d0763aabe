package io.dispatcherd.faults;

import io.dispatcherd.tasks.Task;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/** Tasks that end the JVM that they run in, in ways that no worker expects. */
public final class DeathTasks {
  static final String PREFIX = DeathTasks.class.getName() + ".";

  /** Far more than a socket takes at once. */
  private static final int RESULT_LENGTH = 8 << 20;

  private DeathTasks() {}

  /** Ends the JVM without a word to anybody. */
  @Task
  public static void halt() {
    Runtime.getRuntime().halt(1);
  }

  /** Has the JVM end while it writes what this returns, or at the latest once it has written it. */
  @Task
  public static String haltWhileItIsReported() throws InterruptedException {
    Thread worker = Thread.currentThread();
    CountDownLatch watching = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              watching.countDown();
              while (!isAnyoneWriting() && !isIn(worker, "io.dispatcherd.child.Inbox", "next")) {
                Thread.onSpinWait();
              }
              Runtime.getRuntime().halt(1);
            });
    watching.await();
    return "x".repeat(RESULT_LENGTH);
  }

  private static boolean isAnyoneWriting() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> isIn(thread, "sun.nio.ch.Socket", "write"));
  }

  private static boolean isIn(Thread thread, String classPrefix, String methodPrefix) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().startsWith(classPrefix)
                    && frame.getMethodName().startsWith(methodPrefix));
  }
}
