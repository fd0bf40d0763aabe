package io.dispatcherd.cli.syntax;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Runs programs with their command lines. */
public final class CommandLines {
  /** Exit status for success. */
  public static final int OK = 0;

  /** Exit status for failure. */
  public static final int FAILED = 1;

  /** Exit status for wrong usage. */
  public static final int USAGE = 2;

  private static final char UNREADABLE = '\uFFFD';

  private CommandLines() {}

  /** Standard output for results: it remembers that a write has failed. */
  public static PrintWriter standardOutput() {
    return new PrintWriter(
        new BufferedWriter(
            new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8)));
  }

  /**
   * Reads a command line. Answers by itself if it asks for help, the version or completion;
   * explains it if it is wrong.
   *
   * @param run what the program does otherwise; returns the exit status
   * @return the exit status; {@link #FAILED} too if what was to be printed could not be
   */
  public static int execute(
      Program program,
      List<String> words,
      PrintWriter out,
      PrintWriter err,
      ToIntFunction<Arguments> run) {
    int status;
    try {
      refuseUnreadable(words, System.getProperty("sun.jnu.encoding", ""));
      Arguments arguments = LineReader.read(program, words);
      Optional<String> answer = Standard.answer(program, arguments);
      answer.ifPresent(out::print);
      status = answer.isPresent() ? OK : run.applyAsInt(arguments);
    } catch (UsageException e) {
      err.println(program.name() + ": " + e.getMessage());
      err.println(
          "Try: " + program.name() + e.command().map(name -> " " + name).orElse("") + " --help");
      status = USAGE;
    }
    if (out.checkError()) { // which flushes
      err.println(program.name() + ": can't write to standard output");
      return FAILED;
    }
    return status;
  }

  /**
   * In a locale that knows only ASCII, the JVM has replaced all other characters in the arguments.
   * Going on would act on something else than was typed.
   */
  static void refuseUnreadable(List<String> words, String encoding) {
    if (!encoding.equals("UTF-8") && words.stream().anyMatch(it -> it.indexOf(UNREADABLE) >= 0)) {
      throw new UsageException(
          Optional.empty(),
          "an argument has characters that the locale's encoding, %s, doesn't have: set LC_ALL=C.UTF-8"
              .formatted(encoding));
    }
  }
}
