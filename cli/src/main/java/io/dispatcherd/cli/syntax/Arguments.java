package io.dispatcherd.cli.syntax;

import java.util.Map;
import java.util.Optional;

/**
 * A parsed command line.
 *
 * @param command its command, if it has one
 * @param before the options before the command, by their usual names
 * @param after the options behind the command, by their usual names
 */
public record Arguments(
    Optional<String> command, Map<String, Object> before, Map<String, Object> after) {

  /** An option that may come before or after the command; the later one wins. */
  public <T> Optional<T> value(String option, Class<T> type) {
    return Optional.ofNullable(after.getOrDefault(option, before.get(option))).map(type::cast);
  }

  /** An option before the command, for commands that have one of the same name. */
  public <T> Optional<T> valueBefore(String option, Class<T> type) {
    return Optional.ofNullable(before.get(option)).map(type::cast);
  }
}
