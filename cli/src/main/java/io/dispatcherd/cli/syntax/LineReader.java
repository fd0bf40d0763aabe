package io.dispatcherd.cli.syntax;

import io.dispatcherd.config.schema.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a command line: options of the program, a command, and behind it options of the command.
 * Used once, by one thread.
 */
final class LineReader {
  private static final String ONLY_OPERANDS = "--";

  private final Program program;
  private final List<String> words;
  private final Map<String, Object> before = new HashMap<>();
  private final Map<String, Object> after = new HashMap<>();
  private Optional<Command> command = Optional.empty();
  private int next;

  private LineReader(Program program, List<String> words) {
    this.program = program;
    this.words = words;
  }

  /**
   * What the words say.
   *
   * @throws UsageException if they make no sense; it says which word, and why
   */
  static Arguments read(Program program, List<String> words) {
    return new LineReader(program, words).arguments();
  }

  private Arguments arguments() {
    boolean onlyOperands = false;
    while (next < words.size()) {
      String word = words.get(next++);
      if (onlyOperands || !word.startsWith("-")) {
        takeBare(word);
      } else if (word.equals(ONLY_OPERANDS)) {
        onlyOperands = true;
      } else {
        takeOption(word);
      }
    }
    command.ifPresent(this::checkNeeded);
    return new Arguments(command.map(Command::name), before, after);
  }

  /** A word that is no option: the command, or behind it a value whose option needn't be named. */
  private void takeBare(String word) {
    if (command.isEmpty()) {
      try {
        command = Optional.of(Standard.known(program, word));
      } catch (IllegalArgumentException e) {
        throw wrong(String.valueOf(e.getMessage()));
      }
      return;
    }
    CommandOption operand =
        command.get().options().stream()
            .filter(option -> option.isOperand() && !after.containsKey(option.name()))
            .findFirst()
            .orElseThrow(() -> wrong("\"" + word + "\" is too much: every value has an option"));
    put(operand, word);
  }

  private void takeOption(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    CommandOption option = find(name).orElseThrow(() -> unknown(name));
    if (!option.isFlag()) {
      put(option, equals < 0 ? valueOf(option) : word.substring(equals + 1));
    } else if (equals < 0) {
      put(option, "");
    } else {
      throw wrong(name + " takes no value");
    }
  }

  private String valueOf(CommandOption option) {
    if (next == words.size() || find(words.get(next)).isPresent()) {
      throw wrong("%s needs a value: %1$s %s".formatted(option.name(), option.value().label()));
    }
    return words.get(next++);
  }

  private void put(CommandOption option, String text) {
    Object value;
    try {
      value = option.read(text);
    } catch (IllegalArgumentException e) {
      throw wrong(option.name() + ": " + e.getMessage());
    }
    if ((command.isEmpty() ? before : after).put(option.name(), value) != null) {
      throw wrong(option.name() + " is given twice");
    }
  }

  private void checkNeeded(Command given) {
    if (after.containsKey(Standard.HELP.name()) || before.containsKey(Standard.HELP.name())) {
      return;
    }
    List<String> missing =
        given.options().stream()
            .filter(option -> option.required() && !after.containsKey(option.name()))
            .map(option -> option.isOperand() ? option.value().label() : option.name())
            .toList();
    if (!missing.isEmpty()) {
      throw wrong(given.name() + " needs " + String.join(" and ", missing));
    }
  }

  private Optional<CommandOption> find(String name) {
    return find(command.map(Command::allOptions).orElseGet(program::allOptions), name);
  }

  private static Optional<CommandOption> find(List<CommandOption> options, String name) {
    return options.stream().filter(option -> option.names().contains(name)).findFirst();
  }

  private UsageException unknown(String name) {
    if (command.isEmpty()
        && program.commands().stream().anyMatch(it -> find(it.options(), name).isPresent())) {
      return wrong(name + " stands behind its command");
    }
    List<String> known =
        command.map(Command::allOptions).orElseGet(program::allOptions).stream()
            .map(CommandOption::name)
            .toList();
    return wrong("unknown option \"%s\"%s".formatted(name, Suggestion.forUnknown(name, known)));
  }

  private UsageException wrong(String message) {
    return new UsageException(command.map(Command::name), message);
  }
}
