package io.dispatcherd.cli.syntax;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The script with which a shell completes a program's commands, options and their values. */
final class Completion {
  private static final String FOR_ZSH =
      """
      (( $+functions[compdef] )) || { autoload -U +X compinit && compinit; }
      autoload -U +X bashcompinit && bashcompinit
      """;

  private Completion() {}

  static String of(Program program, Shell shell) {
    // Bash takes the equals sign of --name=value for a word of its own.
    String script =
        """
        _%1$s_complete() {
          local word=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} command= i
          if [[ $word == '=' ]]; then
            word=
          elif [[ $option == '=' ]]; then
            option=${COMP_WORDS[COMP_CWORD - 2]}
          fi
          for ((i = 1; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in
              %2$s) command=${COMP_WORDS[i]}; break ;;
            esac
          done
          COMPREPLY=()
          case "$command $option" in
        %3$s  esac
          case $command in
        %4$s  esac
        }
        complete -o default -F _%1$s_complete %1$s
        """
            .formatted(
                program.name(),
                String.join("|", program.commandNames()),
                values(program),
                words(program));
    return shell == Shell.ZSH ? FOR_ZSH + script : script;
  }

  /** What may follow an option: the values there are, or else names of files. */
  private static String values(Program program) {
    Set<String> cases = new LinkedHashSet<>();
    program.allCommands().forEach(it -> addValues(it.name(), it.allOptions(), cases));
    addValues("", program.allOptions(), cases);
    return String.join("", cases);
  }

  private static void addValues(String command, List<CommandOption> options, Set<String> cases) {
    for (CommandOption option : options) {
      if (!option.isFlag()) {
        String after =
            option.names().stream()
                .map(name -> "\"%s %s\"".formatted(command, name))
                .collect(Collectors.joining("|"));
        List<String> choices = option.value().choices();
        cases.add(line(after, choices.isEmpty() ? "return" : offer(choices) + "; return"));
      }
    }
  }

  /** What may stand where no value is due. */
  private static String words(Program program) {
    Stream<String> commands =
        program.allCommands().stream()
            .map(command -> line(command.name(), offer(behind(program, command))));
    List<String> first =
        Stream.concat(names(program.allOptions()), program.commandNames().stream()).toList();
    return Stream.concat(commands, Stream.of(line("*", offer(first))))
        .collect(Collectors.joining());
  }

  private static List<String> behind(Program program, Command command) {
    Stream<String> operands =
        command.name().equals(Standard.HELP_COMMAND)
            ? program.commandNames().stream()
            : command.options().stream()
                .filter(CommandOption::isOperand)
                .flatMap(option -> option.value().choices().stream());
    return Stream.concat(operands, names(command.allOptions())).toList();
  }

  private static Stream<String> names(List<CommandOption> options) {
    return options.stream().map(CommandOption::name);
  }

  private static String offer(Collection<String> words) {
    return "COMPREPLY=($(compgen -W '%s' -- \"$word\"))".formatted(String.join(" ", words));
  }

  private static String line(String pattern, String action) {
    return "    %s) %s ;;\n".formatted(pattern, action);
  }
}
