package io.dispatcherd.service.startup.catalog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One entry of a class path, to read files from. */
sealed interface ClassSource extends Closeable permits ClassFolder, ClassJar {
  /** Opens a jar or a folder. */
  static ClassSource open(Path entry) throws IOException {
    return Files.isDirectory(entry) ? new ClassFolder(entry) : new ClassJar(entry);
  }

  /** Paths of all files within it, with slashes. */
  List<String> files() throws IOException;

  /** Further entries of the class path that this one names, whether they exist or not. */
  List<Path> linked() throws IOException;

  /** The content of a file; empty if there is no such file. */
  Optional<byte[]> read(String file) throws IOException;
}
