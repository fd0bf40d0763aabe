package io.dispatcherd.cli.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.config.ConfigurationException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.Objects;

/** Where a new password comes from. */
@FunctionalInterface
public interface PasswordSource {
  /**
   * The password for somebody.
   *
   * @throws ConfigurationException if there is none
   */
  char[] ask(String name);

  /** Whoever sits at the terminal, who types it twice; without one the first line of the input. */
  static PasswordSource ofProcess() {
    Console console = Objects.requireNonNull(System.console(), "every JDK from 22 on has one");
    return console.isTerminal() ? typed(console) : firstLine(System.in);
  }

  private static PasswordSource typed(Console console) {
    return name -> {
      char[] first = console.readPassword("Password for %s, 10 characters or more: ", name);
      char[] again = first == null ? null : console.readPassword("Again: ");
      if (first == null || again == null) {
        throw new ConfigurationException("no password was typed");
      }
      if (!Arrays.equals(first, again)) {
        throw new ConfigurationException("the two passwords differ: nothing was changed");
      }
      return first;
    };
  }

  /** The first line of this input. */
  static PasswordSource firstLine(InputStream input) {
    return name -> {
      try {
        String line = new BufferedReader(new InputStreamReader(input, UTF_8)).readLine();
        if (line == null) {
          throw new ConfigurationException(
              "no password: type it at a terminal, or give it as the first line of the input");
        }
        return line.toCharArray();
      } catch (IOException e) {
        throw new ConfigurationException("the password can't be read: " + e.getMessage());
      }
    };
  }
}
