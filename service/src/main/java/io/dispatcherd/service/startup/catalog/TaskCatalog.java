package io.dispatcherd.service.startup.catalog;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskRegistry;
import io.dispatcherd.tasks.binding.LoadedTask;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes the list of the tasks that a service can run, once, before it starts. */
public final class TaskCatalog {
  private TaskCatalog() {}

  /**
   * The tasks in these jars and folders. Their class files are read without loading them; then the
   * classes with tasks, and no others but those that they need, are loaded to check the types of
   * their parameters. No class of the application is initialised, so none of its code runs.
   *
   * @throws TaskDeclarationException with everything that is wrong in any declaration
   * @throws UnreadableClassPathException if an entry doesn't exist, or something in it is damaged
   */
  public static TaskRegistry read(List<Path> classPath) {
    return read(classPath, false);
  }

  /**
   * The tasks as {@link #read(List)} finds them.
   *
   * @param makesObjects whether the application makes the objects that tasks are methods of, so
   *     that their classes need no public constructor without parameters
   */
  public static TaskRegistry read(List<Path> classPath, boolean makesObjects) {
    List<FoundTask> found = TaskScanner.scan(classPath);
    List<String> problems = new ArrayList<>();
    TaskRegistry registry = TaskRegistry.ofDeclarations(List.of());
    try {
      registry = TaskRegistry.of(found);
    } catch (TaskDeclarationException e) {
      problems.addAll(e.problems());
    }
    if (!makesObjects) {
      found.stream()
          .filter(task -> task.problems().isEmpty())
          .forEach(task -> task.problemOfMaking().ifPresent(problems::add));
    }
    problems.addAll(problemsOfLoading(found, classPath));
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
    return registry;
  }

  /** The class path that this JVM was started with, as far as it exists. */
  public static List<Path> classPathOfThisJvm() {
    return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  private static List<String> problemsOfLoading(List<FoundTask> found, List<Path> classPath) {
    List<String> problems = new ArrayList<>();
    URL[] urls = classPath.stream().map(TaskCatalog::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, TaskCatalog.class.getClassLoader())) {
      for (FoundTask task : found) {
        if (task.problems().isEmpty()) {
          try {
            LoadedTask.load(task.declare(), loader);
          } catch (TaskDeclarationException e) {
            problems.addAll(e.problems());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("closing the class loader that checked the tasks", e);
    }
    return problems;
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path + " can't be on a class path", e);
    }
  }
}
