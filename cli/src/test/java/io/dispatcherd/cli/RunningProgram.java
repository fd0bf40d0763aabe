package io.dispatcherd.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program of ours as a process of its own, and what it says on both its outputs. Used by one
 * thread.
 */
final class RunningProgram implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;
  private static final String END = "the end of the output";

  private final Process process;
  private final BlockingQueue<String> arriving = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private RunningProgram(Process process) {
    this.process = process;
    Thread.ofVirtual().name("program-output").start(this::read);
  }

  /** Starts a program in a folder, with the class path of this test. */
  static RunningProgram start(Class<?> program, Path folder, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().remove("DISPATCHERD_CONFIG_FILE");
    return new RunningProgram(builder.start());
  }

  private void read() {
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        arriving.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      arriving.add(END);
    }
  }

  /** Waits until a line contains this text. */
  void awaitLine(String text) throws InterruptedException {
    String line;
    do {
      line = arriving.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("No line with \"" + text + "\" in:\n" + String.join("\n", seen));
      }
      seen.add(line);
    } while (!line.contains(text));
  }

  /** Sends it SIGTERM. */
  void terminate() {
    process.toHandle().destroy(); // unlike the one of Process, this leaves the output open
  }

  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for its end. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("Still running after:\n" + output());
    }
    while (!seen.contains(END)) {
      seen.add(arriving.take());
    }
    return process.exitValue();
  }

  /** The line that was awaited last. */
  String lastLine() {
    return seen.getLast();
  }

  /** All lines, once it has ended. */
  List<String> lines() {
    return seen.stream().filter(line -> !line.equals(END)).toList();
  }

  /** All that has been read so far. */
  String output() {
    arriving.drainTo(seen);
    return String.join("\n", seen);
  }

  /** Ends it as kill -9 does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Kills what is still running. */
  @Override
  public void close() {
    kill();
  }
}
