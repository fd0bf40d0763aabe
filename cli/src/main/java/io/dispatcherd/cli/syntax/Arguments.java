package io.dispatcherd.cli.syntax;

import java.util.Map;
import java.util.Optional;

/**
 * What a command line says.
 *
 * @param command its command, if it has one
 * @param before the options before the command, by their usual names
 * @param after the options behind the command, by their usual names
 */
public record Arguments(
    Optional<String> command, Map<String, Object> before, Map<String, Object> after) {

  /** An option that may stand before or behind the command; the latter wins. */
  public <T> Optional<T> value(String option, Class<T> type) {
    return Optional.ofNullable(after.getOrDefault(option, before.get(option))).map(type::cast);
  }

  /** An option that counts only before the command, where the command has one of the same name. */
  public <T> Optional<T> valueBefore(String option, Class<T> type) {
    return Optional.ofNullable(before.get(option)).map(type::cast);
  }
}
