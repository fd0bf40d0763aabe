package io.dispatcherd.config.schema;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises names that only mean something to the Python service, in a file shared with it, and
 * says what to write instead.
 */
public final class PythonNames {
  private static final Pattern LAMBDA = Pattern.compile("\\s*lambda\\b.*", Pattern.DOTALL);
  private static final Pattern DOTTED =
      Pattern.compile(
          "\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*"
              + "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*)*");

  /**
   * Names that {@link #problemWithClass} has nothing against, as far as a schema's regular
   * expressions can tell.
   */
  static final String JVM_CLASS = "^(?!dispatcherd\\.)([^\\s.()]+\\.)*[^\\s.()a-z][^\\s.()]*$";

  /** Texts that are no names of tasks, for a schema. */
  public static final String NOT_A_TASK = "[\\s()\\[\\]'\"]|^\\s*lambda\\b";

  private static final Pattern NOT_A_NAME = Pattern.compile("[\\s()\\[\\]'\"]");

  private PythonNames() {}

  /**
   * What is wrong with the name of a class.
   *
   * @param role what the class is for, as in "a worker class"
   */
  public static Optional<String> problemWithClass(String name, String role) {
    if (!DOTTED.matcher(name).matches()) {
      return Optional.of("expected the name of " + role + ", such as com.example.Name");
    }
    boolean upstream = name.startsWith("dispatcherd.");
    if (upstream || Character.isLowerCase(name.charAt(name.lastIndexOf('.') + 1))) {
      return Optional.of(
          "\""
              + name
              + "\" is a Python name and means nothing on the JVM; name "
              + role
              + " instead, such as com.example.Name");
    }
    return Optional.empty();
  }

  /** What is wrong with the wire name of a task. */
  public static Optional<String> problemWithTask(String name) {
    if (LAMBDA.matcher(name).matches()) {
      return Optional.of(
          "a Python lambda can't run on the JVM; declare a task with @Task and give its name,"
              + " such as com.example.Tasks.tick");
    }
    if (NOT_A_NAME.matcher(name).find()) {
      return Optional.of("expected the name of a declared task, such as com.example.Tasks.tick");
    }
    return Optional.empty();
  }
}
