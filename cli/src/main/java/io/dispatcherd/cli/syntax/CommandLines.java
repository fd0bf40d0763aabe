package io.dispatcherd.cli.syntax;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Runs programs by their command lines. */
public final class CommandLines {
  /** Exit status when a program did what it was asked. */
  public static final int OK = 0;

  /** Exit status when it could not. */
  public static final int FAILED = 1;

  /** Exit status when what it was asked makes no sense. */
  public static final int USAGE = 2;

  private CommandLines() {}

  /**
   * Reads a command line. Answers by itself if it asks for help, the version or completion;
   * explains it if it is wrong.
   *
   * @param run what the program does otherwise; returns the exit status
   * @return the exit status
   */
  public static int execute(
      Program program,
      List<String> words,
      PrintWriter out,
      PrintWriter err,
      ToIntFunction<Arguments> run) {
    ToIntFunction<Arguments> guarded = arguments -> explained(program, arguments, err, run);
    Optional<Arguments> exact = ExactLine.read(program, words);
    return exact.isPresent()
        ? guarded.applyAsInt(exact.get())
        : new ExplainedLine(program).execute(words, out, err, guarded);
  }

  private static int explained(
      Program program, Arguments arguments, PrintWriter err, ToIntFunction<Arguments> run) {
    try {
      return run.applyAsInt(arguments);
    } catch (UsageException e) {
      err.println(program.name() + ": " + e.getMessage());
      err.println(
          "Try: " + program.name() + e.command().map(name -> " " + name).orElse("") + " --help");
      return USAGE;
    }
  }
}
