package io.dispatcherd.service.startup.catalog;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of class files. */
final class ClassFolder implements ClassSource {
  private final Path folder;

  ClassFolder(Path folder) {
    this.folder = folder;
  }

  @Override
  public List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace(File.separatorChar, '/'))
          .sorted()
          .toList();
    }
  }

  @Override
  public List<Path> linked() {
    return List.of();
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.isRegularFile(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
  }

  @Override
  public void close() {}
}
