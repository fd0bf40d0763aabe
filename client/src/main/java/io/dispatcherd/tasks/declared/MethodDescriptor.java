package io.dispatcherd.tasks.declared;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/** Reads the JVM's notation for a method's types without loading any of them. */
public final class MethodDescriptor {
  private MethodDescriptor() {}

  /** Parameter and return types of a method that is loaded: {@code (D)I}. */
  public static String of(Method method) {
    return MethodType.methodType(method.getReturnType(), method.getParameterTypes())
        .toMethodDescriptorString();
  }

  /**
   * The parameter types, as a program writes them ({@code long}, {@code java.util.List}, {@code
   * byte[]}), without type arguments.
   */
  public static List<String> parameters(String descriptor) {
    if (!descriptor.startsWith("(") || descriptor.indexOf(')') < 0) {
      throw new IllegalArgumentException("not the descriptor of a method: " + descriptor);
    }
    List<String> types = new ArrayList<>();
    int end = descriptor.indexOf(')');
    int position = 1;
    while (position < end) {
      int dimensions = 0;
      while (descriptor.charAt(position) == '[') {
        dimensions++;
        position++;
      }
      int start = position;
      position =
          descriptor.charAt(start) == 'L' ? descriptor.indexOf(';', start) + 1 : position + 1;
      if (position <= start) {
        throw new IllegalArgumentException("not the descriptor of a method: " + descriptor);
      }
      types.add(typeName(descriptor, start, position) + "[]".repeat(dimensions));
    }
    return List.copyOf(types);
  }

  private static String typeName(String descriptor, int start, int end) {
    return switch (descriptor.charAt(start)) {
      case 'L' -> descriptor.substring(start + 1, end - 1).replace('/', '.');
      case 'Z' -> "boolean";
      case 'B' -> "byte";
      case 'C' -> "char";
      case 'S' -> "short";
      case 'I' -> "int";
      case 'J' -> "long";
      case 'F' -> "float";
      case 'D' -> "double";
      default ->
          throw new IllegalArgumentException("not the descriptor of a method: " + descriptor);
    };
  }
}
