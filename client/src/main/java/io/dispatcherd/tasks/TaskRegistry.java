package io.dispatcherd.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tasks that exist, by name. Only these can be run. Immutable. */
public final class TaskRegistry {
  private final Map<String, TaskDeclaration> byName;

  private TaskRegistry(Map<String, TaskDeclaration> byName) {
    this.byName = Collections.unmodifiableMap(byName);
  }

  /**
   * A registry of what was found.
   *
   * @throws TaskDeclarationException with all that is wrong in any of them, and names that two
   *     tasks have
   */
  public static TaskRegistry of(Collection<FoundTask> found) {
    List<String> problems = new ArrayList<>();
    Map<String, TaskDeclaration> byName = new LinkedHashMap<>();
    for (FoundTask task : found) {
      List<String> its = task.problems();
      problems.addAll(its);
      if (its.isEmpty()) {
        add(task.declare(), byName, problems);
      }
    }
    return new TaskRegistry(checked(byName, problems));
  }

  /**
   * A registry of declarations that have been checked one by one.
   *
   * @throws TaskDeclarationException if two have the same name
   */
  public static TaskRegistry ofDeclarations(Collection<TaskDeclaration> declarations) {
    List<String> problems = new ArrayList<>();
    Map<String, TaskDeclaration> byName = new LinkedHashMap<>();
    declarations.forEach(declaration -> add(declaration, byName, problems));
    return new TaskRegistry(checked(byName, problems));
  }

  /**
   * A registry of the tasks in these classes.
   *
   * @throws TaskDeclarationException as {@link #of} does
   */
  public static TaskRegistry ofClasses(Class<?>... classes) {
    return of(Arrays.stream(classes).flatMap(owner -> ReflectedTasks.in(owner).stream()).toList());
  }

  /** The task with this name; empty if there is none. */
  public Optional<TaskDeclaration> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** All tasks, in the order in which they were found. */
  public Collection<TaskDeclaration> declarations() {
    return byName.values();
  }

  private static void add(
      TaskDeclaration declaration, Map<String, TaskDeclaration> byName, List<String> problems) {
    TaskDeclaration other = byName.putIfAbsent(declaration.name(), declaration);
    if (other != null) {
      problems.add(
          "two tasks have the name %s: %s and %s"
              .formatted(declaration.name(), other.method(), declaration.method()));
    }
  }

  private static Map<String, TaskDeclaration> checked(
      Map<String, TaskDeclaration> byName, List<String> problems) {
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
    return byName;
  }
}
