package io.dispatcherd.tasks;

import java.util.List;

/** Tasks are declared wrongly. The text names every problem, each with its class or method. */
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
