package io.dispatcherd.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The application's classes that a configuration may name. Close it when they are no longer needed.
 */
record NamedClasses(Optional<URLClassLoader> loader) implements AutoCloseable {

  /** Those in jars and folders; none if the list is empty. */
  static NamedClasses of(List<Path> classpath) {
    if (classpath.isEmpty()) {
      return new NamedClasses(Optional.empty());
    }
    URL[] urls = classpath.stream().map(NamedClasses::url).toArray(URL[]::new);
    return new NamedClasses(
        Optional.of(new URLClassLoader(urls, NamedClasses.class.getClassLoader())));
  }

  /** Lets this thread, and threads that it starts, find them. */
  void use() {
    loader.ifPresent(Thread.currentThread()::setContextClassLoader);
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("can't look for classes in " + path, e);
    }
  }

  @Override
  public void close() {
    loader.ifPresent(
        ours -> {
          try {
            ours.close();
          } catch (IOException e) {
            throw new UncheckedIOException("closing the class loader", e);
          }
        });
  }
}
