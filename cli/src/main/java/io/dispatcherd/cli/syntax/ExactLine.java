package io.dispatcherd.cli.syntax;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a command line that is written out in full: known options, each once, with values that can
 * be read. There is nothing to explain about such a one, so that it is read without the library
 * that explains the others: that one's class files are too old for the JDK's caches of classes, and
 * loading them would be most of the time that a short command takes.
 *
 * <p>What it reads means the same to {@link ExplainedLine}; what it doesn't read is left to that.
 */
final class ExactLine {
  private final Iterator<String> words;

  private ExactLine(List<String> words) {
    this.words = words.iterator();
  }

  /** What the words say; empty if they are anything but plain. */
  static Optional<Arguments> read(Program program, List<String> words) {
    try {
      return Optional.of(new ExactLine(words).arguments(program));
    } catch (NotPlain | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Arguments arguments(Program program) throws NotPlain {
    Map<String, Object> before = new HashMap<>();
    while (words.hasNext()) {
      String word = words.next();
      if (!word.startsWith("-")) {
        Command command = program.command(word).orElseThrow(NotPlain::new);
        return new Arguments(Optional.of(word), before, behind(command));
      }
      take(word, program.options(), before);
    }
    return new Arguments(Optional.empty(), before, Map.of());
  }

  private Map<String, Object> behind(Command command) throws NotPlain {
    Map<String, Object> after = new HashMap<>();
    while (words.hasNext()) {
      take(words.next(), command.options(), after);
    }
    for (Option option : command.options()) {
      if (option.required() && !after.containsKey(option.name())) {
        throw new NotPlain();
      }
    }
    return after;
  }

  private void take(String word, List<Option> options, Map<String, Object> taken) throws NotPlain {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    Option option = Command.find(options, name).orElseThrow(NotPlain::new);
    if (option.isFlag() && equals >= 0) {
      throw new NotPlain();
    }
    String text = equals >= 0 ? word.substring(equals + 1) : option.isFlag() ? "" : next();
    if (text.startsWith("-")) { // another option, perhaps
      throw new NotPlain();
    }
    if (taken.put(option.name(), option.read(text)) != null) {
      throw new NotPlain();
    }
  }

  /** The word with a value, which names no file of arguments. */
  private String next() throws NotPlain {
    String text = words.hasNext() ? words.next() : "";
    if (text.isEmpty() || text.startsWith("@")) {
      throw new NotPlain();
    }
    return text;
  }

  private static final class NotPlain extends Exception {
    NotPlain() {
      super(null, null, false, false);
    }
  }
}
