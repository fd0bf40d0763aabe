package io.dispatcherd.cli.syntax;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code --help} shows. Used once, by one thread. */
final class HelpText {
  private static final int WIDTH = 80;
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();

  private HelpText() {}

  /** The help of a command, or of the program. */
  static String of(Program program, Optional<Command> command) {
    HelpText help = new HelpText();
    command.ifPresentOrElse(it -> help.add(program, it), () -> help.add(program));
    return help.text.toString();
  }

  private void add(Program program) {
    text.append("Usage: ").append(program.name()).append(" [OPTION]... [COMMAND [OPTION]...]\n");
    addWrapped(program.description(), "");
    addList("Options", program.allOptions(), HelpText::nameOf, CommandOption::description);
    addList("Commands", program.allCommands(), Command::name, Command::description);
    text.append('\n');
    addWrapped(program.footer(), "");
  }

  private void add(Program program, Command command) {
    String needed =
        command.options().stream()
            .filter(option -> option.required() || option.isOperand())
            .map(HelpText::inUsage)
            .collect(Collectors.joining());
    text.append("Usage: ").append(program.name()).append(' ').append(command.name());
    text.append(needed).append(" [OPTION]...\n");
    addWrapped(command.description(), "");
    addList("Options", command.allOptions(), HelpText::nameOf, CommandOption::description);
  }

  private static String inUsage(CommandOption option) {
    String label = option.value().label();
    String usage = option.isOperand() ? label : option.name() + " " + label;
    return " " + (option.required() ? usage : "[" + usage + "]");
  }

  private static String nameOf(CommandOption option) {
    String names =
        Stream.concat(
                option.names().stream().filter(name -> !name.startsWith("--")),
                option.names().stream().filter(name -> name.startsWith("--")))
            .collect(Collectors.joining(", "));
    return option.isFlag() ? names : names + " " + option.value().label();
  }

  private <T> void addList(
      String heading, List<T> list, Function<T, String> name, Function<T, String> description) {
    Map<String, String> lines = new LinkedHashMap<>();
    list.forEach(each -> lines.put(name.apply(each), description.apply(each)));
    int widest = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    text.append('\n').append(heading).append(":\n");
    lines.forEach(
        (left, right) -> {
          text.append(INDENT).append(left).append(" ".repeat(widest - left.length()));
          text.append(INDENT);
          addWrapped(right, " ".repeat(INDENT.length() + widest + INDENT.length()));
        });
  }

  /** Words of a text, the first line where the cursor stands, the following ones indented. */
  private void addWrapped(String words, String indent) {
    int column = indent.length();
    boolean isFirst = true;
    for (String word : words.split(" ", -1)) {
      if (!isFirst && column + 1 + word.length() > WIDTH) {
        text.append('\n').append(indent);
        column = indent.length();
      } else if (!isFirst) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
      isFirst = false;
    }
    text.append('\n');
  }
}
