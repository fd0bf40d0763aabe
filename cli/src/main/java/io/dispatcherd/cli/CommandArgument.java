package io.dispatcherd.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;

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

  OptionSpec spec() {
    List<String> names = new ArrayList<>(List.of(option()));
    if (key.contains("_")) {
      names.add("--" + key); // as it is on the wire
    }
    OptionSpec.Builder builder =
        OptionSpec.builder(names.toArray(String[]::new))
            .required(required)
            .description(description);
    return type == ArgumentType.FLAG
        ? builder.type(boolean.class).arity("0").build()
        : builder
            .type(Object.class)
            .paramLabel(type.label())
            .converters(ProgramOptions.converter(type::read))
            .build();
  }
}
