package io.dispatcherd.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file to which tasks, in whatever process, add a line when they begin and one when they end. The
 * lines are in the order in which they were written, whoever wrote them: each is appended at once.
 */
final class Journal {
  private Journal() {}

  /** A task begins or ends. */
  record Entry(boolean begins, String uuid, String key) {
    private static Entry of(String line) {
      String[] parts = line.split(" ", 3);
      return new Entry(parts[0].equals("begin"), parts[1], parts[2]);
    }

    private String line() {
      return (begins ? "begin " : "end ") + uuid + " " + key + "\n";
    }
  }

  static void write(Path file, Entry entry) throws IOException {
    Files.writeString(file, entry.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static List<Entry> read(Path file) throws IOException {
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(Entry::of).toList()
        : List.of();
  }
}
