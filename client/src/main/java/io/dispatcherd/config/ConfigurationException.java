package io.dispatcherd.config;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration can't be used. The message lists everything that is wrong with it; it never
 * contains a configured value that could be a secret.
 */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param path dotted path of the section or option, empty if it concerns the whole
   * @param line line in the file, counted from 1; 0 if there is none
   * @param message what was wrong, what was expected and, where known, what to do
   */
  public record Problem(String path, int line, String message) implements Serializable {
    /** The place, as messages name it. */
    public String where() {
      String name = path.isEmpty() ? "the configuration" : path;
      return line > 0 ? name + " (line " + line + ")" : name;
    }

    @Override
    public String toString() {
      return path.isEmpty() && line == 0 ? message : where() + ": " + message;
    }
  }

  /**
   * A problem that has no place in a file.
   *
   * @param message what was wrong and what to do
   */
  public ConfigurationException(String message) {
    this("", List.of(new Problem("", 0, message)));
  }

  /**
   * Several problems.
   *
   * @param source names the file in messages; empty if there is none
   */
  public ConfigurationException(String source, List<Problem> problems) {
    super(describe(source, problems));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }

  private static String describe(String source, List<Problem> problems) {
    if (problems.size() == 1) {
      return (source.isEmpty() ? "" : source + ": ") + problems.get(0);
    }
    String heading = (source.isEmpty() ? "the configuration" : source) + " has ";
    return problems.stream()
        .map(Problem::toString)
        .collect(Collectors.joining("\n  ", heading + problems.size() + " problems:\n  ", ""));
  }
}
