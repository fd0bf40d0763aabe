package io.dispatcherd.cli.syntax;

import java.util.Locale;
import java.util.stream.Stream;

/** A shell that can complete our programs. */
enum Shell {
  BASH,
  ZSH;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Shell named(String word) {
    return Stream.of(values())
        .filter(shell -> shell.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("expected bash or zsh"));
  }
}
