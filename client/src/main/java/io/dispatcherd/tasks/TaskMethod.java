package io.dispatcherd.tasks;

import io.dispatcherd.tasks.declared.MethodDescriptor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The Java method behind a task. Immutable; nothing of it is loaded before {@link #load}.
 *
 * @param className binary name of the class, such as {@code com.example.Outer$Inner}
 * @param methodName name of the method, {@code run} for a class task
 * @param descriptor parameter and return types as the JVM writes them: {@code (D)I}
 * @param parameterNames names of the arguments in their order, the context left out; empty if they
 *     are not known, or there are none
 * @param bound whether the first parameter is the {@link TaskContext}
 * @param ofObject whether the method is called on an object of its class, for a class task or a
 *     task that is a method of an object
 */
public record TaskMethod(
    String className,
    String methodName,
    String descriptor,
    List<String> parameterNames,
    boolean bound,
    boolean ofObject) {
  /** Checks that either all names are known or none. */
  public TaskMethod {
    parameterNames = List.copyOf(parameterNames);
    int arguments = MethodDescriptor.parameters(descriptor).size() - (bound ? 1 : 0);
    if (!parameterNames.isEmpty() && parameterNames.size() != arguments) {
      throw new IllegalArgumentException(
          "%s.%s has %d arguments, but %d names for them"
              .formatted(className, methodName, arguments, parameterNames.size()));
    }
  }

  /** How many arguments the task takes; the context is none. */
  public int argumentCount() {
    return MethodDescriptor.parameters(descriptor).size() - (bound ? 1 : 0);
  }

  /**
   * Loads the class, without initialising it, and finds the method.
   *
   * @throws TaskDeclarationException if there is no such class or method, or a type in its
   *     signature is missing
   */
  public Method load(ClassLoader loader) {
    try {
      Class<?> owner = Class.forName(className, false, loader);
      return Arrays.stream(owner.getDeclaredMethods())
          .filter(method -> method.getName().equals(methodName))
          .filter(method -> MethodDescriptor.of(method).equals(descriptor))
          .findFirst()
          .orElseThrow(() -> new TaskDeclarationException(this + " is gone from its class"));
    } catch (ClassNotFoundException | LinkageError e) {
      throw new TaskDeclarationException(this + " can't be loaded: " + e);
    }
  }

  /** The method with its arguments as far as they are known, such as {@code a.B.c(seconds)}. */
  @Override
  public String toString() {
    String arguments =
        parameterNames.isEmpty()
            ? MethodDescriptor.parameters(descriptor).stream()
                .skip(bound ? 1 : 0)
                .collect(Collectors.joining(", "))
            : String.join(", ", parameterNames);
    return className + "." + methodName + "(" + arguments + ")";
  }
}
