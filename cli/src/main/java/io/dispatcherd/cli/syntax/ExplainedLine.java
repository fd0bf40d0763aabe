package io.dispatcherd.cli.syntax;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads any command line, with picocli: explains wrong usage in two lines, answers {@code --help},
 * {@code --version} and {@code completion}. The specifications are built, not annotated: reading
 * annotations would take longer than all the rest.
 */
final class ExplainedLine {
  private static final String COMPLETION = "completion";
  private static final String ZSH = "zsh";

  /** What the script would change for all of a zsh: a user's aliases are none of its business. */
  private static final Pattern CHANGES_TO_ZSH =
      Pattern.compile(
          "^ *(# Make alias a distinct|setopt COMPLETE_ALIASES|alias compopt).*\\R",
          Pattern.MULTILINE);

  private final Program program;
  private final CommandLine commandLine;

  ExplainedLine(Program program) {
    this.program = program;
    CommandSpec spec = spec(program.name(), program.description(), program.options());
    spec.version(program.name() + " " + program.version());
    spec.usageMessage().footer("", program.footer());
    spec.addOption(
        OptionSpec.builder("--version").versionHelp(true).description("Show the version.").build());
    program
        .commands()
        .forEach(
            command ->
                spec.addSubcommand(
                    command.name(),
                    spec(command.name(), command.description(), command.options())));
    spec.addSubcommand(COMPLETION, completion());
    commandLine = new CommandLine(spec).setParameterExceptionHandler(ExplainedLine::explain);
  }

  /** Answers, explains, or has {@code run} act on what the words say. */
  int execute(List<String> words, PrintWriter out, PrintWriter err, ToIntFunction<Arguments> run) {
    return commandLine
        .setOut(out)
        .setErr(err)
        .setExecutionStrategy(parsed -> answer(parsed, out, run))
        .execute(words.toArray(String[]::new));
  }

  private int answer(ParseResult parsed, PrintWriter out, ToIntFunction<Arguments> run) {
    Integer shown = CommandLine.executeHelpRequest(parsed);
    if (shown != null) {
      return shown;
    }
    if (parsed.hasSubcommand() && parsed.subcommand().commandSpec().name().equals(COMPLETION)) {
      out.print(completionFor(parsed.subcommand().matchedPositionalValue(0, ZSH)));
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    return run.applyAsInt(arguments(parsed));
  }

  private Arguments arguments(ParseResult parsed) {
    Map<String, Object> before = values(parsed, program.options());
    if (!parsed.hasSubcommand()) {
      return new Arguments(Optional.empty(), before, Map.of());
    }
    ParseResult behind = parsed.subcommand();
    String name = behind.commandSpec().name();
    List<Option> options = program.command(name).orElseThrow().options();
    return new Arguments(Optional.of(name), before, values(behind, options));
  }

  private static Map<String, Object> values(ParseResult parsed, List<Option> options) {
    Map<String, Object> values = new HashMap<>();
    for (Option option : options) {
      if (parsed.hasMatchedOption(option.name())) {
        values.put(option.name(), parsed.matchedOption(option.name()).getValue());
      }
    }
    return values;
  }

  private static CommandSpec spec(String name, String description, List<Option> options) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description);
    options.forEach(option -> spec.addOption(spec(option)));
    spec.addOption(help());
    return spec;
  }

  private static OptionSpec spec(Option option) {
    OptionSpec.Builder spec =
        OptionSpec.builder(option.names().toArray(String[]::new))
            .required(option.required())
            .description(option.description());
    if (option.isFlag()) {
      return spec.type(boolean.class).arity("0").build();
    }
    if (!option.value().choices().isEmpty()) {
      spec.completionCandidates(option.value().choices());
    }
    return spec.type(Object.class)
        .paramLabel(option.value().label())
        .converters(converter(option::read))
        .build();
  }

  private static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Show this text.")
        .build();
  }

  /** What a shell needs to complete the program. Zsh reads what bash reads. */
  private static CommandSpec completion() {
    CommandSpec spec =
        spec(
            COMPLETION,
            "Print what bash or zsh needs to complete this program's commands and options: put"
                + " 'source <(PROGRAM completion bash)' into ~/.bashrc, or the same with zsh into"
                + " ~/.zshrc.",
            List.of());
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("SHELL")
            .type(Object.class)
            .required(true)
            .arity("1")
            .completionCandidates(List.of("bash", ZSH))
            .converters(converter(ExplainedLine::shell))
            .description("bash or zsh.")
            .build());
    return spec;
  }

  private String completionFor(String shell) {
    String script = AutoComplete.bash(program.name(), commandLine);
    return shell.equals(ZSH) ? CHANGES_TO_ZSH.matcher(script).replaceAll("") : script;
  }

  private static String shell(String name) {
    if (name.equals("bash") || name.equals(ZSH)) {
      return name;
    }
    throw new IllegalArgumentException("expected bash or zsh");
  }

  private static ITypeConverter<?> converter(Function<String, ?> read) {
    return text -> {
      try {
        return read.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  private static int explain(ParameterException e, String[] words) {
    CommandLine line = e.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(line.getCommandSpec().root().name() + ": " + e.getMessage());
    List<String> meant =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    if (!meant.isEmpty()) {
      err.println("Did you mean: " + String.join(" or ", meant) + "?");
    }
    err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }
}
