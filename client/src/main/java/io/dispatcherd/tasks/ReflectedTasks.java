package io.dispatcherd.tasks;

import io.dispatcherd.tasks.declared.MethodDescriptor;
import io.dispatcherd.tasks.declared.ParameterNames;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds tasks in classes that are loaded already. */
final class ReflectedTasks {
  private ReflectedTasks() {}

  /** Every task of a class: itself, and its methods. */
  static List<FoundTask> in(Class<?> owner) {
    List<FoundTask> found = new ArrayList<>();
    if (owner.isAnnotationPresent(Task.class)) {
      found.add(of(owner));
    }
    Arrays.stream(owner.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && method.isAnnotationPresent(Task.class))
        .map(ReflectedTasks::of)
        .forEach(found::add);
    return found;
  }

  static FoundTask of(Method method) {
    Task task = method.getAnnotation(Task.class);
    if (task == null) {
      throw notAnnotated(method.getDeclaringClass().getName() + "." + method.getName());
    }
    return new FoundTask(
        owner(method.getDeclaringClass()), false, List.of(candidate(method)), attributes(task));
  }

  static FoundTask of(Class<?> owner) {
    Task task = owner.getAnnotation(Task.class);
    if (task == null) {
      throw notAnnotated("class " + owner.getName());
    }
    List<FoundTask.Candidate> runs =
        Arrays.stream(owner.getDeclaredMethods())
            .filter(method -> method.getName().equals(FoundTask.RUN) && !method.isSynthetic())
            .map(ReflectedTasks::candidate)
            .toList();
    return new FoundTask(owner(owner), true, runs, attributes(task));
  }

  private static TaskDeclarationException notAnnotated(String place) {
    return new TaskDeclarationException(place + " is no task: it has no @Task");
  }

  private static FoundTask.Owner owner(Class<?> owner) {
    boolean constructor =
        Arrays.stream(owner.getConstructors())
            .anyMatch(candidate -> candidate.getParameterCount() == 0);
    return new FoundTask.Owner(
        owner.getName(),
        Modifier.isPublic(owner.getModifiers()),
        Modifier.isAbstract(owner.getModifiers()),
        constructor);
  }

  private static FoundTask.Candidate candidate(Method method) {
    return new FoundTask.Candidate(
        method.getName(),
        MethodDescriptor.of(method),
        Modifier.isPublic(method.getModifiers()),
        Modifier.isStatic(method.getModifiers()),
        names(method));
  }

  private static List<String> names(Method method) {
    Parameter[] parameters = method.getParameters();
    if (Arrays.stream(parameters).allMatch(Parameter::isNamePresent)) {
      return Arrays.stream(parameters).map(Parameter::getName).toList();
    }
    return ParameterNames.recorded(method);
  }

  private static FoundTask.Attributes attributes(Task task) {
    @Nullable Class<?> queueFrom = task.queueFrom();
    return new FoundTask.Attributes(
        task.name(),
        task.queue(),
        queueFrom == Task.NoQueue.class ? "" : queueFrom.getName(),
        task.timeout(),
        task.delay(),
        task.onDuplicate(),
        TaskDefaults.kept(task));
  }
}
