package io.dispatcherd.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A list of jars and folders, written as for {@code java -cp}.
 *
 * @param entries the jars and folders, in their order
 */
record ClasspathArgument(List<Path> entries) {
  private static final String ALL_JARS = "*";

  /**
   * Reads the jars and folders of a list.
   *
   * @param text separated as the system separates paths; {@code folder/*} means all jars in a
   *     folder, in the order of their names
   * @throws IllegalArgumentException if there is no such folder; whether other entries exist is for
   *     the service to check
   */
  static ClasspathArgument read(String text) {
    List<Path> entries = new ArrayList<>();
    for (String entry : text.split(File.pathSeparator, -1)) {
      if (entry.equals(ALL_JARS) || entry.endsWith(File.separator + ALL_JARS)) {
        entries.addAll(jarsIn(Path.of(entry.substring(0, entry.length() - 1))));
      } else if (!entry.isEmpty()) {
        entries.add(Path.of(entry));
      }
    }
    return new ClasspathArgument(entries);
  }

  private static List<Path> jarsIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no folder " + folder.toAbsolutePath());
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.{jar,JAR}")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't list " + folder, e);
    }
    Collections.sort(jars);
    return jars;
  }
}
