package io.dispatcherd.tasks;

import io.dispatcherd.tasks.declared.DurationText;
import io.dispatcherd.tasks.declared.KeptDefaults;
import io.dispatcherd.tasks.declared.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is written at one {@link Task}, before any rule is applied. Reflection, the annotation
 * processor and a scanner of class files find the same facts, and all leave the judgement to {@link
 * #declare} and {@link #problems}.
 *
 * @param owner the class that carries the annotation, or has the method that does
 * @param onClass whether the class carries it
 * @param methods the annotated method; for a class all that it declares with the name {@code run},
 *     those left out that the compiler made (synthetic and bridge methods)
 * @param attributes the annotation's values
 */
public record FoundTask(
    Owner owner, boolean onClass, List<Candidate> methods, Attributes attributes) {
  /** The method that runs a class task. */
  public static final String RUN = "run";

  private static final String CONTEXT = TaskContext.class.getName();

  /**
   * A class with tasks.
   *
   * @param name its binary name
   * @param isPublic whether it is public (for a nested class as it is written in its source)
   * @param isAbstract whether it is abstract or an interface
   * @param hasPlainConstructor whether it has a public constructor without parameters
   */
  public record Owner(
      String name, boolean isPublic, boolean isAbstract, boolean hasPlainConstructor) {}

  /**
   * A method that may run a task.
   *
   * @param name its name
   * @param descriptor its types as the JVM writes them
   * @param isPublic whether it is public
   * @param isStatic whether it is static
   * @param parameterNames names of all parameters, the context included; empty if unknown
   */
  public record Candidate(
      String name,
      String descriptor,
      boolean isPublic,
      boolean isStatic,
      List<String> parameterNames) {}

  /**
   * The values of a {@link Task}, empty texts for those that aren't given.
   *
   * @param name see {@link Task#name}
   * @param queue see {@link Task#queue}
   * @param queueFrom binary name of the class, empty for {@link Task.NoQueue}
   * @param timeout see {@link Task#timeout}
   * @param delay see {@link Task#delay}
   * @param onDuplicate see {@link Task#onDuplicate}
   * @param kept what takes a broker that keeps the task
   */
  public record Attributes(
      String name,
      String queue,
      String queueFrom,
      String timeout,
      String delay,
      OnDuplicate onDuplicate,
      KeptDefaults kept) {}

  /** The tasks of classes that are loaded already. */
  public static List<FoundTask> in(List<Class<?>> classes) {
    return classes.stream().flatMap(owner -> ReflectedTasks.in(owner).stream()).toList();
  }

  /**
   * The declaration that this makes.
   *
   * @throws TaskDeclarationException with all {@link #problems} if there are any
   */
  public TaskDeclaration declare() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
    Candidate method = methods.get(0);
    List<String> types = MethodDescriptor.parameters(method.descriptor());
    boolean bound = !types.isEmpty() && types.get(0).equals(CONTEXT);
    return new TaskDeclaration(
        attributes.name().isEmpty() ? place() : attributes.name(),
        new TaskMethod(
            owner.name(),
            method.name(),
            method.descriptor(),
            method.parameterNames().stream().skip(bound ? 1 : 0).toList(),
            bound,
            !method.isStatic()),
        new TaskDefaults(
            Optional.of(attributes.queue()).filter(queue -> !queue.isEmpty()),
            Optional.of(attributes.queueFrom()).filter(from -> !from.isEmpty()),
            DurationText.parse(attributes.timeout()),
            DurationText.parse(attributes.delay()),
            attributes.onDuplicate(),
            attributes.kept()));
  }

  /** What is wrong with it, for its author; empty if nothing is. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!owner.isPublic()) {
      problems.add("class " + owner.name() + " must be public");
    }
    if (onClass) {
      checkClassTask(problems);
    } else {
      checkMethodTask(problems, methods.get(0));
    }
    for (Candidate method : methods) {
      if (MethodDescriptor.parameters(method.descriptor()).lastIndexOf(CONTEXT) > 0) {
        problems.add("the TaskContext must be the first parameter, and there can be only one");
      }
    }
    checkAttributes(problems);
    return problems.stream().map(problem -> "@Task " + place() + ": " + problem).toList();
  }

  /**
   * Why no object can be made for it, unless somebody else makes it; empty if it takes none.
   *
   * @throws IndexOutOfBoundsException if it has other {@link #problems}
   */
  public Optional<String> problemOfMaking() {
    return methods.get(0).isStatic() || owner.hasPlainConstructor()
        ? Optional.empty()
        : Optional.of(
            "@Task "
                + place()
                + ": the class has no public constructor without parameters. Workers that are"
                + " processes make the object with it; with ThreadManager a TaskFactory can, and"
                + " with worker.worker_cls its taskObject");
  }

  private void checkMethodTask(List<String> problems, Candidate method) {
    if (!method.isPublic()) {
      problems.add("the method must be public");
    }
    if (!method.isStatic() && owner.isAbstract()) {
      problems.add("no object can be made of the class, which is abstract: make the method static");
    }
  }

  private void checkClassTask(List<String> problems) {
    if (owner.isAbstract()) {
      problems.add("the class must not be abstract");
    }
    if (methods.size() != 1) {
      problems.add(
          "the class must declare one run method of its own, it declares " + methods.size());
      return;
    }
    if (!methods.get(0).isPublic()) {
      problems.add("the run method must be public");
    }
    if (methods.get(0).isStatic()) {
      problems.add("the run method is static: put @Task on the method, not on the class");
    }
  }

  private void checkAttributes(List<String> problems) {
    if (attributes.name().chars().anyMatch(c -> c <= ' ')) {
      problems.add("the name must not contain white space");
    }
    if (!attributes.queue().isEmpty() && attributes.queue().isBlank()) {
      problems.add("the queue is blank");
    }
    if (!attributes.queue().isEmpty() && !attributes.queueFrom().isEmpty()) {
      problems.add("give either queue or queueFrom, not both");
    }
    checkDuration(problems, "timeout", attributes.timeout());
    checkDuration(problems, "delay", attributes.delay());
    problems.addAll(attributes.kept().problems(parameterNames()));
  }

  /** The names of the arguments; empty if they aren't known. */
  private List<String> parameterNames() {
    if (methods.size() != 1) {
      return List.of();
    }
    List<String> types = MethodDescriptor.parameters(methods.get(0).descriptor());
    boolean bound = !types.isEmpty() && types.get(0).equals(CONTEXT);
    return methods.get(0).parameterNames().stream().skip(bound ? 1 : 0).toList();
  }

  private static void checkDuration(List<String> problems, String attribute, String text) {
    try {
      DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      problems.add(attribute + ": " + e.getMessage());
    }
  }

  private String place() {
    return onClass ? owner.name() : owner.name() + "." + methods.get(0).name();
  }
}
