package io.dispatcherd.tasks.binding;

import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.OneLine;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDeclarationException;
import io.dispatcherd.tasks.TaskMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the arguments of a message into what a task's method takes: {@code args} by position, then
 * {@code kwargs} by name. Immutable.
 *
 * <p>Every argument must be given once, save that one of type {@code Optional} may be left out.
 * Values must be of the declared type: a text is no number, 1.5 is no integer, a number is no text,
 * an enum isn't named by its ordinal, null is no primitive value, and an object has no properties
 * that its type doesn't know (unless that says {@code @JsonIgnoreProperties}). An integer is taken
 * where a fraction is expected.
 */
public final class ArgumentBinder {
  private final TaskMethod method;
  private final List<Type> types;
  private final JsonArguments json;

  /**
   * A binder for a loaded task.
   *
   * @throws TaskDeclarationException if a parameter is of a type that can't be read from JSON
   */
  public ArgumentBinder(TaskDeclaration declaration, Method loaded) {
    this(declaration, loaded, ValueMapping.STANDARD);
  }

  ArgumentBinder(TaskDeclaration declaration, Method loaded, ValueMapping mapping) {
    json = new JsonArguments(mapping);
    method = declaration.method();
    List<Type> all = Arrays.asList(loaded.getGenericParameterTypes());
    types = List.copyOf(all.subList(method.bound() ? 1 : 0, all.size()));
    List<String> problems =
        types.stream()
            .flatMap(type -> json.problem(type).stream())
            .map(problem -> "@Task " + method + ": " + problem)
            .toList();
    if (!problems.isEmpty()) {
      throw new TaskDeclarationException(problems);
    }
  }

  /** Why a parameter of this type can't be read from JSON; empty if it can. */
  public static Optional<String> unreadable(Type type) {
    return new JsonArguments(ValueMapping.STANDARD).problem(type);
  }

  /**
   * The arguments in the order of the parameters, the context left out.
   *
   * @throws ArgumentException if one is missing, surplus, given twice or of another type
   */
  public @Nullable Object[] bind(
      List<? extends @Nullable Object> args, Map<String, ? extends @Nullable Object> kwargs) {
    if (args.size() > types.size()) {
      throw new ArgumentException(
          "%s takes %s, got %d"
              .formatted(method, Amount.of(types.size(), "argument"), args.size()));
    }
    checkNames(args.size(), kwargs);
    @Nullable Object[] bound = new Object[types.size()];
    for (int i = 0; i < bound.length; i++) {
      bound[i] = i < args.size() ? read(i, args.get(i)) : named(i, kwargs);
    }
    return bound;
  }

  private void checkNames(int positional, Map<String, ?> kwargs) {
    if (!kwargs.isEmpty() && method.parameterNames().isEmpty() && !types.isEmpty()) {
      throw new ArgumentException(
          method
              + " can't take named arguments, since the names of its parameters are unknown:"
              + " compile it with -parameters, or with the annotation processor of dispatcherd");
    }
    for (String name : kwargs.keySet()) {
      int index = method.parameterNames().indexOf(name);
      if (index < 0) {
        throw new ArgumentException(
            "%s has no parameter \"%s\"".formatted(method, OneLine.of(name)));
      }
      if (index < positional) {
        throw new ArgumentException(describe(index) + " is given by position and by name");
      }
    }
  }

  private @Nullable Object named(int index, Map<String, ? extends @Nullable Object> kwargs) {
    List<String> names = method.parameterNames();
    if (!names.isEmpty() && kwargs.containsKey(names.get(index))) {
      return read(index, kwargs.get(names.get(index)));
    }
    if (json.isOptional(types.get(index))) {
      return json.empty(types.get(index));
    }
    throw new ArgumentException(
        describe(index) + " is missing; expected " + types.get(index).getTypeName());
  }

  private @Nullable Object read(int index, @Nullable Object value) {
    try {
      return json.read(value, types.get(index));
    } catch (JsonArguments.UnreadableException e) {
      throw new ArgumentException(describe(index) + ": " + e.getMessage());
    }
  }

  private String describe(int index) {
    String name =
        method.parameterNames().isEmpty() ? "" : " (" + method.parameterNames().get(index) + ")";
    return "argument " + (index + 1) + name + " of " + method;
  }
}
