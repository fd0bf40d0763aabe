package io.dispatcherd.cli;

import io.dispatcherd.cli.syntax.Option;

/**
 * An argument of a control command, given as an option.
 *
 * @param key its name in the command's data; the option is the same with dashes
 * @param required whether the command makes no sense without it
 */
record CommandArgument(String key, ArgumentType type, String description, boolean required) {
  static CommandArgument optional(String key, ArgumentType type, String description) {
    return new CommandArgument(key, type, description, false);
  }

  static CommandArgument required(String key, ArgumentType type, String description) {
    return new CommandArgument(key, type, description, true);
  }

  /** The option's usual name. */
  String option() {
    return "--" + key.replace('_', '-');
  }

  /** The option that it is on the command line. */
  Option asOption() {
    Option option =
        type == ArgumentType.FLAG
            ? Option.flag(option(), description)
            : Option.of(option(), type.label(), type::read, description)
                .oneOf(type.candidates().stream());
    if (key.contains("_")) {
      option = option.orNamed("--" + key); // as it is on the wire
    }
    return required ? option.needed() : option;
  }
}
