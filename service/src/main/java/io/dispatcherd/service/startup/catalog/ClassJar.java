package io.dispatcherd.service.startup.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A jar, as this JVM's class loaders see it: of a multi-release jar the files for this release.
 * Jars within it are left alone.
 */
final class ClassJar implements ClassSource {
  private final Path file;
  private final JarFile jar;

  ClassJar(Path file) throws IOException {
    this.file = file;
    boolean verifySignatures = false; // the class loader verifies them
    jar = new JarFile(file.toFile(), verifySignatures, ZipFile.OPEN_READ, Runtime.version());
  }

  @Override
  public List<String> files() {
    return jar.versionedStream()
        .filter(entry -> !entry.isDirectory())
        .map(JarEntry::getName)
        .toList();
  }

  /** Build tools put a long class path into the manifest of an otherwise empty jar. */
  @Override
  public List<Path> linked() throws IOException {
    Manifest manifest = jar.getManifest();
    String urls =
        manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    return urls == null
        ? List.of()
        : Stream.of(urls.split("\\s+"))
            .filter(url -> !url.isEmpty())
            .flatMap(this::resolve)
            .toList();
  }

  /** Class loaders pass over what is no URL of a file, and so does this. */
  private Stream<Path> resolve(String url) {
    try {
      return Stream.of(Path.of(file.toUri().resolve(url)));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return Stream.empty();
    }
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
