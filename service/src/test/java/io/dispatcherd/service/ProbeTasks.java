package io.dispatcherd.service;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.DispatcherExit;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks that tell the test what happens, through {@link Probe}, and wait for its word. */
public final class ProbeTasks {
  public static final String PREFIX = ProbeTasks.class.getName() + ".";

  private static final List<long[]> HOARD = new ArrayList<>();

  private ProbeTasks() {}

  /** A message for one of these tasks, whose first argument is the port of the probe. */
  public static String message(int port, Map<String, Object> fields, String task, Object... args) {
    List<Object> all = new ArrayList<>(List.of(port));
    all.addAll(List.of(args));
    return message(fields, task, all);
  }

  /** A message for one of these tasks. */
  public static String message(Map<String, Object> fields, String task, List<Object> args) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("task", PREFIX + task);
    message.put("args", args);
    message.putAll(fields);
    return Json.write(message);
  }

  /** Does nothing. */
  @Task
  public static void noop() {}

  /** Says that it runs. */
  @Task
  public static void say(int port, String word) throws IOException {
    Probe.say(port, word);
  }

  /** Says that it runs, waits to be released, says that it is done. */
  @Task
  public static void gate(int port, String word) throws IOException {
    Probe.sayAndWait(port, word);
    Probe.say(port, "after " + word);
  }

  /** As {@link #gate}, one at a time. */
  @Task(onDuplicate = OnDuplicate.SERIAL)
  public static void serialGate(int port, String word) throws IOException {
    Probe.sayAndWait(port, word);
  }

  /** Says when it begins and when it ends; one at a time. */
  @Task(onDuplicate = OnDuplicate.SERIAL)
  public static void exclusive(int port) throws IOException {
    Probe.say(port, "in");
    Probe.say(port, "out");
  }

  /** Takes a secret and throws. */
  @Task
  public static void failWithSecret(String secret, int number) {
    throw new IllegalStateException("on purpose, with " + secret.length() + " characters");
  }

  /** Tells a system property of the JVM it runs in. */
  @Task
  public static void tellProperty(int port, String name) throws IOException {
    Probe.say(port, String.valueOf(System.getProperty(name)));
  }

  /** Sleeps until it is interrupted, and says so. */
  @Task
  public static void sleepUntilInterrupted(TaskContext context, int port, String word)
      throws IOException {
    Probe.say(port, word);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Probe.say(port, "interrupted " + word + " cancelled=" + context.isCancelled());
    }
  }

  /** Goes on whatever happens. */
  @Task
  public static void ignoreInterrupts(int port, String word) throws IOException {
    Probe.say(port, word);
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Probe.say(port, "swallowed " + word);
      }
    }
  }

  /** Throws. */
  @Task
  public static void fail() {
    throw new IllegalStateException("on purpose");
  }

  /** Ends the JVM that it runs in. */
  @Task
  public static void exitJvm(int code) {
    System.exit(code);
  }

  /** Fills the heap. */
  @Task
  public static void exhaustMemory() {
    while (true) {
      HOARD.add(new long[1 << 20]);
    }
  }

  /** Prints a lot. */
  @Task
  public static void flood(int port, int lines) throws IOException {
    for (int i = 0; i < lines; i++) {
      System.out.println("flood flood flood flood flood flood flood flood flood flood");
    }
    Probe.say(port, "flooded");
  }

  /** Asks a command of its own service and tells the keys of the reply. */
  @Task
  public static void ask(TaskContext context, int port, String command) throws IOException {
    Probe.say(port, String.join(" ", context.control(command, Map.of()).body().keySet()));
  }

  /** Says the whole reply to a command, as JSON. */
  @Task
  public static void askWith(
      TaskContext context, int port, String command, Map<String, Object> data) throws IOException {
    Probe.say(port, Json.write(context.control(command, data).body()));
  }

  /** Says that it runs, waits for the release, asks, and tells who answered. */
  @Task
  public static void gateThenAsk(TaskContext context, int port, String word) throws IOException {
    Probe.sayAndWait(port, word);
    Probe.say(port, "answered by " + context.control("alive", Map.of()).nodeId());
  }

  /** Submits another task to its own service. */
  @Task
  public static void follow(TaskContext context, int port, String word) throws IOException {
    TaskMessage submitted = context.submit(ProbeTasks::say, port, word).message();
    Probe.say(port, "submitted " + submitted.task());
  }

  /** Submits many tasks to its own service, from several threads, and tells how many were taken. */
  @Task
  public static void followMany(TaskContext context, int port, int threads, int each, int length)
      throws Exception {
    String word = "x".repeat(length);
    AtomicInteger taken = new AtomicInteger();
    List<Thread> submitters = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      submitters.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int submitted = 0; submitted < each; submitted++) {
                      context.submit(ProbeTasks::ignore, word);
                      taken.incrementAndGet();
                    }
                  }));
    }
    for (Thread submitter : submitters) {
      submitter.join();
    }
    Probe.say(port, "submitted " + taken);
  }

  /** Does nothing with what it gets. */
  @Task
  public static void ignore(String word) {}

  /** Says under which uuid it runs. */
  @Task
  public static void tellUuid(TaskContext context, int port, String word) throws IOException {
    Probe.say(port, word + " of " + context.uuid());
  }

  /** Ends its worker, in the other way. */
  @Task
  public static void leaveByThrowing() {
    throw new DispatcherExit();
  }

  /** Ends its worker when it is done. */
  @Task
  public static void leave(TaskContext context) {
    context.exitAfterTask();
  }
}
