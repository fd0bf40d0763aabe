package io.dispatcherd.cli;

import io.dispatcherd.cli.syntax.CommandOption;
import java.util.ArrayList;
import java.util.List;

/**
 * An argument of a control command, given as an option.
 *
 * @param key its name in the command's data; the option is the same with dashes
 * @param others further names of the option
 * @param required whether the command makes no sense without it
 */
record CommandArgument(
    String key, List<String> others, ArgumentType type, String description, boolean required) {
  static CommandArgument optional(String key, ArgumentType type, String description) {
    return new CommandArgument(key, List.of(), type, description, false);
  }

  static CommandArgument required(String key, ArgumentType type, String description) {
    return new CommandArgument(key, List.of(), type, description, true);
  }

  /** The same with another name of its option. */
  CommandArgument orNamed(String other) {
    List<String> all = new ArrayList<>(others);
    all.add(other);
    return new CommandArgument(key, List.copyOf(all), type, description, required);
  }

  /** The option's usual name. */
  String option() {
    return "--" + key.replace('_', '-');
  }

  /** The option that it is on the command line. */
  CommandOption asOption() {
    CommandOption option =
        type == ArgumentType.FLAG
            ? CommandOption.flag(option(), description)
            : CommandOption.of(option(), type.label(), type::read, description)
                .oneOf(type.candidates().stream());
    if (key.contains("_")) {
      option = option.orNamed("--" + key); // as it is on the wire
    }
    for (String other : others) {
      option = option.orNamed(other);
    }
    return required ? option.needed() : option;
  }
}
