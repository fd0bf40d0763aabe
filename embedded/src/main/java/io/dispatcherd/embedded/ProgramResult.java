package io.dispatcherd.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The result of running a program. */
record ProgramResult(int exitCode, String output) {

  /** Exit code, as a shell reports it, of a program that isn't there. */
  private static final int NOT_FOUND = 127;

  /** Runs a program in a folder and waits for it; a missing program is a failed one. */
  static ProgramResult run(Path folder, List<String> words) {
    ProcessBuilder builder = prepare(folder, words).redirectErrorStream(true);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new ProgramResult(process.onExit().join().exitValue(), output);
    } catch (IOException e) {
      return new ProgramResult(NOT_FOUND, String.valueOf(e.getMessage()));
    }
  }

  /**
   * A program to start in a folder, with almost none of our environment: that may hold secrets, and
   * PG* variables that would mislead the server.
   */
  static ProcessBuilder prepare(Path folder, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("LC_ALL", "C");
    return builder;
  }

  boolean succeeded() {
    return exitCode == 0;
  }
}
