package io.dispatcherd.service.startup.catalog;

import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskFactory;
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

/**
 * What a service can run, listed once, before it starts. Immutable.
 *
 * @param tasks the tasks
 * @param interceptors class names of what stands around each run, as jars name it
 */
public record TaskCatalog(TaskRegistry tasks, List<String> interceptors) {
  /**
   * The tasks in these jars and folders. Their class files are read without loading them; then the
   * classes with tasks, and no others but those that they need, are loaded to check the types of
   * their parameters. No class of the application is initialised, so none of its code runs.
   *
   * @throws TaskDeclarationException with everything that is wrong in any declaration
   * @throws UnreadableClassPathException if an entry doesn't exist, or something in it is damaged
   */
  public static TaskCatalog read(List<Path> classPath) {
    return read(classPath, List.of(), false, ValueMapping.STANDARD);
  }

  /**
   * The tasks as {@link #read(List)} finds them, and those of these classes.
   *
   * @param makesObjects whether the application makes the objects that tasks are methods of, so
   *     that their classes need no public constructor without parameters
   * @param mapping how arguments are read
   */
  public static TaskCatalog read(
      List<Path> classPath, List<Class<?>> classes, boolean makesObjects, ValueMapping mapping) {
    TaskScanner.Findings findings = TaskScanner.read(classPath);
    List<FoundTask> given = FoundTask.in(classes);
    List<FoundTask> found =
        Stream.concat(
                findings.tasks().stream().filter(task -> !isAmong(task, given)), given.stream())
            .toList();
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
    problems.addAll(problemsOfLoading(findings.tasks(), classPath, mapping));
    given.forEach(task -> problems.addAll(problemOfLoading(task, loader(task, classes), mapping)));
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
    return new TaskCatalog(registry, findings.interceptors());
  }

  /** A class that was given may be on the class path too. */
  private static boolean isAmong(FoundTask task, List<FoundTask> given) {
    return given.stream().anyMatch(each -> each.owner().equals(task.owner()));
  }

  private static ClassLoader loader(FoundTask task, List<Class<?>> classes) {
    return classes.stream()
        .filter(it -> it.getName().equals(task.owner().name()))
        .map(Class::getClassLoader)
        .findFirst()
        .orElseThrow();
  }

  /** The class path that this JVM was started with, as far as it exists. */
  public static List<Path> classPathOfThisJvm() {
    return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  private static List<String> problemsOfLoading(
      List<FoundTask> found, List<Path> classPath, ValueMapping mapping) {
    List<String> problems = new ArrayList<>();
    URL[] urls = classPath.stream().map(TaskCatalog::url).toArray(URL[]::new);
    try (URLClassLoader loader = new URLClassLoader(urls, TaskCatalog.class.getClassLoader())) {
      found.forEach(task -> problems.addAll(problemOfLoading(task, loader, mapping)));
    } catch (IOException e) {
      throw new UncheckedIOException("closing the class loader that checked the tasks", e);
    }
    return problems;
  }

  private static List<String> problemOfLoading(
      FoundTask task, ClassLoader loader, ValueMapping mapping) {
    if (task.problems().isEmpty()) {
      try {
        LoadedTask.load(task.declare(), loader, TaskFactory.BY_CONSTRUCTOR, mapping);
      } catch (TaskDeclarationException e) {
        return e.problems();
      }
    }
    return List.of();
  }

  private static URL url(Path path) {
    try {
      return path.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path + " can't be on a class path", e);
    }
  }
}
