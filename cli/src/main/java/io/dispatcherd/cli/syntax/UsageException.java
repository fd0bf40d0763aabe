package io.dispatcherd.cli.syntax;

import java.util.Optional;

/** A command line that can be parsed but makes no sense. */
public final class UsageException extends RuntimeException {
  private final transient Optional<String> command;

  /**
   * Creates the exception.
   *
   * @param command whose help explains it; the program's own if none
   * @param message what is wrong
   */
  public UsageException(Optional<String> command, String message) {
    super(message);
    this.command = command;
  }

  Optional<String> command() {
    return command;
  }
}
