package io.dispatcherd.service.startup;

import io.dispatcherd.config.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

  /**
   * Why a JVM with this class path wouldn't find our own classes; empty if it does. An executable
   * jar has them in jars of its own, which only its own launcher finds.
   */
  public Optional<String> problemForProcesses() {
    CodeSource source = TaskClasspath.class.getProtectionDomain().getCodeSource();
    URL location = source == null ? null : source.getLocation();
    if (location != null && !location.getProtocol().equals("file")) {
      return Optional.of(
          "worker processes can't be started from "
              + location
              + ", which is inside an executable jar. Let the workers be threads"
              + " (service.process_manager_cls: ThreadManager), or start the application from"
              + " unpacked jars (for Spring Boot: java -Djarmode=tools -jar APP.jar extract)");
    }
    return Optional.empty();
  }

  /** Closes a loader that {@link #loader} has made; one that was there before is left alone. */
  public static void close(ClassLoader loader) {
    if (loader instanceof AddedClasses ours) {
      try {
        ours.close();
      } catch (IOException e) {
        throw new UncheckedIOException("closing the class loader of the application", e);
      }
    }
  }

  /** Classes of jars and folders that were added to those that this JVM was started with. */
  private static final class AddedClasses extends URLClassLoader {
    AddedClasses(URL[] urls, ClassLoader parent) {
      super("application", urls, parent);
    }
  }

  /** The part of it where tasks may be declared. */
  public List<Path> withTasks() {
    return ownHasTasks ? entries() : added;
  }

  /** A loader for classes of the application in this JVM: its brokers, producers, tasks. */
  public ClassLoader loader() {
    return loader(TaskClasspath.class.getClassLoader());
  }

  /**
   * A loader for classes of the application in this JVM, to be given to {@link #close} in the end.
   *
   * @param ours finds what isn't in the jars and folders that were added
   */
  public ClassLoader loader(ClassLoader ours) {
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
    return new AddedClasses(urls.toArray(URL[]::new), ours);
  }
}
