package io.dispatcherd.embedded;

import io.dispatcherd.brokers.pgnotify.EmbeddedPostgresLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a killed process may leave in a folder whose ownership is free again: a server still running
 * because its guard was killed too, or the process id of one that is gone.
 */
record Leftover(ServerFolder folder, ServerPrograms programs, ServerUser user) {

  /** No process ever has this id. */
  private static final String NOBODY = String.valueOf(Integer.MAX_VALUE);

  /** Stops what still runs and voids what refers to the dead, so that a server can start. */
  void clear(Consumer<String> progress) throws IOException {
    Path file = folder.data().resolve("postmaster.pid");
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return;
    }
    if (lines.isEmpty()) {
      Files.deleteIfExists(file);
    } else if (EmbeddedPostgresLocation.isRunning(folder.path())) {
      progress.accept("stopping the PostgreSQL that a killed process left in " + folder.path());
      stop();
    } else {
      voidProcessId(file, lines);
    }
  }

  private void stop() throws IOException {
    Command stop = pgCtlStop("fast");
    if (!stop.succeeded()) {
      stop = pgCtlStop("immediate");
    }
    if (!stop.succeeded()) {
      throw new IOException(
          "cannot stop the PostgreSQL that a killed process left in "
              + folder.path()
              + ":\n"
              + stop.output());
    }
  }

  private Command pgCtlStop(String mode) {
    return Command.run(
        folder.path(),
        user.command(
            List.of(
                programs.program("pg_ctl"),
                "--pgdata=" + folder.data(),
                "--mode=" + mode,
                "--silent",
                "stop")));
  }

  /**
   * The id may belong to another process by now, and PostgreSQL would not start for fear of it. The
   * rest of the file stays: by it PostgreSQL makes sure that nobody uses the dead one's memory.
   */
  private static void voidProcessId(Path file, List<String> lines) throws IOException {
    lines.set(0, NOBODY);
    Files.write(file, lines);
  }
}
