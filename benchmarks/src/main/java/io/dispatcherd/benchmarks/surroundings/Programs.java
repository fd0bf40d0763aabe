package io.dispatcherd.benchmarks.surroundings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our programs as a user starts them: with the scripts in bin/, in a clone that is built. */
public final class Programs {
  private Programs() {}

  /** A program to be started in this folder, whose dispatcher.yml is its configuration. */
  public static ProcessBuilder inFolder(Path folder, String name, String... arguments) {
    Path program = Path.of("bin", name).toAbsolutePath();
    if (!Files.isExecutable(program)) {
      throw new IllegalStateException(
          program + " isn't there: start the benchmarks with bin/benchmarks, in a clone");
    }
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).directory(folder.toFile());
  }

  /** Starts a program that says something, waits for its end, and returns how long that took. */
  public static double seconds(ProcessBuilder program) throws Exception {
    long start = System.nanoTime();
    Process process =
        program.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    int status = process.waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (status != 0) {
      throw new IllegalStateException(program.command() + " exited with " + status);
    }
    return seconds;
  }
}
