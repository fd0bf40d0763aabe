package io.dispatcherd.service.startup;

import io.dispatcherd.config.ConfigurationException;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the application's classes are: what this JVM was started with, and what the configuration
 * or the command line adds.
 *
 * @param own the class path of this JVM, or the part of it that workers need
 * @param added what comes on top of it
 * @param ownHasTasks whether some may be declared in the former
 */
public record TaskClasspath(List<Path> own, List<Path> added, boolean ownHasTasks) {
  /**
   * Where our start script says which part of the class path workers need. All of it is ours then,
   * libraries without tasks: to look through them would take a tenth of a start, or more.
   */
  private static final String WORKERS_PROPERTY = "dispatcherd.worker.classpath";

  /**
   * The class path with these jars and folders added.
   *
   * @throws ConfigurationException if one doesn't exist
   */
  public static TaskClasspath with(List<Path> added) {
    List<Path> absolute = added.stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
    for (Path path : absolute) {
      if (!Files.exists(path)) {
        throw new ConfigurationException("class path: " + path + " does not exist");
      }
    }
    String workersPath = System.getProperty(WORKERS_PROPERTY);
    String ownPath = workersPath == null ? System.getProperty("java.class.path") : workersPath;
    List<Path> own =
        Arrays.stream(ownPath.split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(Files::exists)
            .toList();
    return new TaskClasspath(own, absolute, workersPath == null);
  }

  /** All of it, for a worker's JVM. */
  public List<Path> entries() {
    return Stream.concat(own.stream(), added.stream()).distinct().toList();
  }

  /** The part of it where tasks may be declared. */
  public List<Path> withTasks() {
    return ownHasTasks ? entries() : added;
  }

  /** A loader for classes of the application in this JVM: its brokers, producers, tasks. */
  public ClassLoader loader() {
    ClassLoader ours = TaskClasspath.class.getClassLoader();
    if (added.isEmpty()) {
      return ours;
    }
    List<URL> urls = new ArrayList<>();
    for (Path path : added) {
      try {
        urls.add(path.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException("A file has no URL: " + path, e);
      }
    }
    return new URLClassLoader("application", urls.toArray(URL[]::new), ours);
  }
}
