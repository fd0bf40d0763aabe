package io.dispatcherd.service.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;

/**
 * A jar, as this JVM's class loaders see it: of a multi-release jar the files for this release.
 * Jars within it are left alone.
 */
final class ClassJar implements ClassSource {
  private final JarFile jar;

  ClassJar(Path file) throws IOException {
    boolean verifySignatures = false; // that is for whoever loads the classes
    jar = new JarFile(file.toFile(), verifySignatures, ZipFile.OPEN_READ, Runtime.version());
  }

  @Override
  public List<String> files() {
    return jar.versionedStream()
        .filter(entry -> !entry.isDirectory())
        .map(JarEntry::getName)
        .toList();
  }

  @Override
  public Optional<byte[]> read(String file) throws IOException {
    JarEntry entry = jar.getJarEntry(file);
    if (entry == null) {
      return Optional.empty();
    }
    try (InputStream in = jar.getInputStream(entry)) {
      return Optional.of(in.readAllBytes());
    }
  }

  @Override
  public void close() throws IOException {
    jar.close();
  }
}
