package io.dispatcherd.cli.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An option of a program or of a command, as {@code --name VALUE}, or as {@code --name} alone.
 *
 * @param names with their dashes; the first is the usual one
 * @param value what it takes
 * @param description for the help
 * @param required whether the command makes no sense without it
 * @param isOperand whether its value may stand behind the command without its name
 */
public record CommandOption(
    List<String> names, Value value, String description, boolean required, boolean isOperand) {

  /**
   * What an option takes.
   *
   * @param label what stands for it in the help; empty for an option that takes nothing
   * @param reader parses the text; an {@link IllegalArgumentException} means wrong usage, and its
   *     text says why
   * @param choices all values, for completion; empty if they can't be listed
   */
  record Value(String label, Function<String, ?> reader, List<String> choices) {}

  /** An option with a value. */
  public static CommandOption of(
      String name, String label, Function<String, ?> reader, String help) {
    return new CommandOption(
        List.of(name), new Value(label, reader, List.of()), help, false, false);
  }

  /** An option without one: it is {@code true}, or not given. */
  public static CommandOption flag(String name, String help) {
    return of(name, "", text -> true, help);
  }

  /** The same with another name. */
  public CommandOption orNamed(String other) {
    List<String> all = new ArrayList<>(names);
    all.add(other);
    return new CommandOption(List.copyOf(all), value, description, required, isOperand);
  }

  /** The same with all its values listed. */
  public CommandOption oneOf(Stream<String> choices) {
    Value listed = new Value(value.label, value.reader, choices.toList());
    return new CommandOption(names, listed, description, required, isOperand);
  }

  /** The same, and its command makes no sense without it. */
  public CommandOption needed() {
    return new CommandOption(names, value, description, true, isOperand);
  }

  /** The same, and its value may stand behind the command without its name. */
  public CommandOption asOperand() {
    return new CommandOption(names, value, description, required, true);
  }

  /** Its usual name, with dashes. */
  public String name() {
    return names.getFirst();
  }

  boolean isFlag() {
    return value.label.isEmpty();
  }

  Object read(String text) {
    return value.reader.apply(text);
  }
}
