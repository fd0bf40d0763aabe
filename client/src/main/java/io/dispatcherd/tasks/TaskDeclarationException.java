package io.dispatcherd.tasks;

import java.util.List;

/**
 * Tasks are declared wrongly. The text names every problem that was found, each with the class or
 * method that it is about.
 */
public final class TaskDeclarationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** An error with one problem. */
  public TaskDeclarationException(String problem) {
    this(List.of(problem));
  }

  /** An error with these problems. */
  public TaskDeclarationException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** The problems one by one. */
  public List<String> problems() {
    return problems;
  }
}
