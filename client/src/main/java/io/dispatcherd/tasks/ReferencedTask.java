package io.dispatcherd.tasks;

import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.declared.LambdaCapture;
import io.dispatcherd.tasks.declared.MethodDescriptor;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The task that a method reference names. Found once for each place in a program that has such a
 * reference.
 *
 * @param declaration the task
 * @param arguments what it takes, the context left out
 * @param queue the channel that it is declared with
 */
record ReferencedTask(
    TaskDeclaration declaration, List<Argument> arguments, PreparedCall.Queue queue) {
  /**
   * One argument: it is written as its declared type, so that it is read as the same.
   *
   * @param type the declared type
   * @param writer writes values of that type
   */
  record Argument(Type type, ObjectWriter writer) {
    static Argument of(Type type) {
      JsonMapper mapper = Json.mapper();
      return new Argument(type, mapper.writerFor(mapper.constructType(type)));
    }

    /** Writes values of the type, as the mapping says. */
    ObjectWriter writer(ValueMapping mapping) {
      return mapping
          .mapper()
          .<ObjectWriter>map(mapper -> mapper.writerFor(mapper.constructType(type)))
          .orElse(writer);
    }

    /** The value as a call would pass it: the compiler lets an int be given for a double. */
    @Nullable Object widened(@Nullable Object value) {
      Object number = value instanceof Character character ? (int) character : value;
      if (number instanceof Number given) {
        if (type == double.class) {
          return given.doubleValue();
        }
        if (type == float.class) {
          return given.floatValue();
        }
        if (type == long.class) {
          return given.longValue();
        }
        if (type == int.class) {
          return given.intValue();
        }
        if (type == short.class) {
          return given.shortValue();
        }
      }
      return value;
    }
  }

  /**
   * The task found for the class that the JVM makes for a reference. It makes one for each place in
   * the code; a reference to a method of one particular object, of which one class could have
   * several, is refused. A {@code ClassValue} lets go of them together with their class loader.
   */
  private static final ClassValue<AtomicReference<@Nullable ReferencedTask>> FOUND =
      new ClassValue<>() {
        @Override
        protected AtomicReference<@Nullable ReferencedTask> computeValue(Class<?> type) {
          return new AtomicReference<>();
        }
      };

  /**
   * The task that a reference names.
   *
   * @throws IllegalArgumentException if it names none
   */
  static ReferencedTask of(TaskReference reference) {
    AtomicReference<@Nullable ReferencedTask> slot = FOUND.get(reference.getClass());
    ReferencedTask found = slot.get();
    if (found == null) {
      found = find(reference);
      slot.set(found);
    }
    return found;
  }

  /**
   * The arguments as JSON values.
   *
   * @throws IllegalArgumentException if there are more or fewer than the task takes, which the
   *     compiler can't always see
   */
  List<@Nullable Object> write(ValueMapping mapping, @Nullable Object... args) {
    if (args.length != arguments.size()) {
      throw new IllegalArgumentException(
          "%s takes %s%s, got %d"
              .formatted(
                  declaration.method(),
                  Amount.of(arguments.size(), "argument"),
                  declaration.method().bound() ? " besides the context" : "",
                  args.length));
    }
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      values.add(write(mapping, i, args[i]));
    }
    return values;
  }

  private @Nullable Object write(ValueMapping mapping, int index, @Nullable Object value) {
    Argument argument = arguments.get(index);
    try {
      return Json.valueOf(argument.widened(value), argument.writer(mapping));
    } catch (JacksonException | MessageFormatException e) {
      // The cause may quote the value, so it goes no further.
      throw new IllegalArgumentException(
          "argument %d of %s can't be written as JSON: it is declared as %s"
              .formatted(index + 1, declaration.method(), argument.type().getTypeName()));
    }
  }

  private static ReferencedTask find(TaskReference reference) {
    SerializedLambda lambda =
        LambdaCapture.of(reference)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        reference.getClass().getName()
                            + " is no method reference; submit one such as Tasks::sleep"));
    if (lambda.getImplMethodName().startsWith("lambda$")) {
      throw new IllegalArgumentException(
          "a lambda can't be submitted, since a worker must find the task by its name; submit a"
              + " method reference (Tasks::sleep) with its arguments after it");
    }
    String place = lambda.getImplClass().replace('/', '.') + "::" + lambda.getImplMethodName();
    if (lambda.getCapturedArgCount() > 0) {
      throw new IllegalArgumentException(
          place
              + " refers to a method of one particular object, which can't travel; name the class"
              + " instead (RunJob::run): the worker has an object of its own");
    }
    ClassLoader loader = reference.getClass().getClassLoader();
    Method method = method(lambda, loader, place);
    TaskDeclaration declaration = declaration(method, lambda, loader, place);
    return new ReferencedTask(
        declaration,
        Arrays.stream(method.getGenericParameterTypes())
            .skip(declaration.method().bound() ? 1 : 0)
            .map(Argument::of)
            .toList(),
        PreparedCall.Queue.of(declaration.defaults(), loader));
  }

  private static TaskDeclaration declaration(
      Method method, SerializedLambda lambda, ClassLoader loader, String place) {
    if (method.isAnnotationPresent(Task.class)) {
      return TaskDeclaration.of(method);
    }
    Class<?> owner = load(lambda.getImplClass(), loader, place);
    if (!Modifier.isStatic(method.getModifiers())
        && method.getName().equals(FoundTask.RUN)
        && owner.isAnnotationPresent(Task.class)) {
      return TaskDeclaration.of(owner);
    }
    if (method.isSynthetic() || method.getName().contains("$")) {
      throw new IllegalArgumentException(
          place
              + " is what the compiler made of a reference, as Kotlin's does, so that it doesn't"
              + " say which task is meant: submit the task by its name, with task(\"…\")");
    }
    throw new IllegalArgumentException(
        place + " is no task: neither it nor, for a run method, its class has @Task");
  }

  /** The method, which its class may inherit. */
  private static Method method(SerializedLambda lambda, ClassLoader loader, String place) {
    for (Class<?> owner = load(lambda.getImplClass(), loader, place);
        owner != null;
        owner = owner.getSuperclass()) {
      for (Method method : owner.getDeclaredMethods()) {
        if (method.getName().equals(lambda.getImplMethodName())
            && MethodDescriptor.of(method).equals(lambda.getImplMethodSignature())) {
          return method;
        }
      }
    }
    throw new IllegalArgumentException(place + " is a method that can't be found");
  }

  private static Class<?> load(String internalName, ClassLoader loader, String place) {
    try {
      return Class.forName(internalName.replace('/', '.'), false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(place + " is in a class that can't be found", e);
    }
  }
}
