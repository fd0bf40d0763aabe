package io.dispatcherd.tasks.declared;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The names of the parameters of a class's tasks, as the annotation processor records them for code
 * that is compiled without {@code -parameters} and {@code -g}.
 *
 * <p>There is one resource for each class with tasks, {@code META-INF/dispatcherd/tasks/} and the
 * binary name of the class, in UTF-8. Each line is one method: its name with its descriptor, then
 * the names of all its parameters (a {@code TaskContext} included), separated by single spaces:
 *
 * <pre>sleep(D)I seconds</pre>
 *
 * @param byMethod names of the parameters by name and descriptor of the method ({@code sleep(D)I})
 */
public record ParameterNames(Map<String, List<String>> byMethod) {
  /** What the path of every such resource begins with. */
  public static final String FOLDER = "META-INF/dispatcherd/tasks/";

  /** Keeps a copy. */
  public ParameterNames {
    byMethod = Map.copyOf(byMethod);
  }

  /** The path of the resource for the class with this binary name. */
  public static String path(String className) {
    return FOLDER + className;
  }

  /** Reads the text of such a resource. */
  public static ParameterNames parse(String text) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    text.lines()
        .filter(line -> !line.isBlank())
        .map(line -> List.of(line.strip().split(" ")))
        .forEach(words -> names.put(words.get(0), words.subList(1, words.size())));
    return new ParameterNames(names);
  }

  /** The names of a method's parameters; empty if they aren't recorded. */
  public List<String> of(String methodName, String descriptor) {
    return byMethod.getOrDefault(methodName + descriptor, List.of());
  }

  /** The text of the resource. */
  public String toText() {
    return byMethod.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> (entry.getKey() + " " + String.join(" ", entry.getValue())).strip() + "\n")
        .collect(Collectors.joining());
  }

  /** What is recorded for a method of a loaded class; empty if nothing is. */
  public static List<String> recorded(Method method) {
    Class<?> owner = method.getDeclaringClass();
    ClassLoader loader = owner.getClassLoader();
    if (loader == null) {
      return List.of();
    }
    try (InputStream resource = loader.getResourceAsStream(path(owner.getName()))) {
      return resource == null
          ? List.of()
          : parse(new String(resource.readAllBytes(), StandardCharsets.UTF_8))
              .of(method.getName(), MethodDescriptor.of(method));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
