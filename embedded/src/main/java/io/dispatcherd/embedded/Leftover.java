package io.dispatcherd.embedded;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
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

  /** Stops what still runs and forgets the dead, so that a server can start. */
  void clear(Consumer<String> progress) throws IOException {
    if (EmbeddedPostgresLocation.isRunning(folder.path())) {
      progress.accept("stopping the PostgreSQL that a killed process left in " + folder.path());
      stop();
    } else {
      forgetDead();
    }
  }

  /**
   * Voids the id of a dead server: it may belong to another process by now, or to one that nobody
   * reaps, and PostgreSQL would take either for a live server. The rest of the file stays, for by
   * it PostgreSQL makes sure that nobody uses the dead one's memory.
   */
  void forgetDead() throws IOException {
    if (EmbeddedPostgresLocation.isRunning(folder.path())) {
      return;
    }
    Path file = folder.data().resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        Files.delete(file);
      } else {
        lines.set(0, NOBODY);
        Files.write(file, lines);
      }
    } catch (NoSuchFileException e) {
      // It stopped in an orderly way.
    }
  }

  private void stop() throws IOException {
    ProgramResult stop = pgCtlStop("fast");
    if (!stop.succeeded()) {
      stop = pgCtlStop("immediate");
    }
    // pg_ctl also fails if the server ended by itself in the meantime.
    if (!stop.succeeded() && EmbeddedPostgresLocation.isRunning(folder.path())) {
      throw new IOException(
          "cannot stop the PostgreSQL that a killed process left in "
              + folder.path()
              + ":\n"
              + stop.output());
    }
  }

  private ProgramResult pgCtlStop(String mode) {
    return ProgramResult.run(
        folder.path(),
        user.command(
            List.of(
                programs.program("pg_ctl"),
                "--pgdata=" + folder.data(),
                "--mode=" + mode,
                "--silent",
                "stop")));
  }
}
