package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.schema.Suggestion;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads libpq's {@code keyword=value} connection strings. Messages contain keywords at most, never
 * values.
 */
final class ConninfoParser {
  private final String text;
  private int position;

  private ConninfoParser(String text) {
    this.text = text;
  }

  static Map<LibpqKeyword, String> parse(String text) {
    return new ConninfoParser(text).parameters();
  }

  private Map<LibpqKeyword, String> parameters() {
    Map<LibpqKeyword, String> found = new EnumMap<>(LibpqKeyword.class);
    skipSpace();
    while (position < text.length()) {
      LibpqKeyword keyword = keyword();
      found.put(keyword, value(keyword));
      skipSpace();
    }
    return found;
  }

  private LibpqKeyword keyword() {
    int start = position;
    while (position < text.length() && text.charAt(position) != '=' && !isSpace()) {
      position++;
    }
    String word = text.substring(start, position);
    skipSpace();
    if (position == text.length() || text.charAt(position) != '=') {
      // The word isn't quoted: a password with an unquoted space ends up here.
      throw new ConfigurationException(
          "conninfo: expected keyword=value at character "
              + (start + 1)
              + "; values with spaces must be in single quotes");
    }
    position++;
    skipSpace();
    return LibpqKeyword.named(word)
        .orElseThrow(() -> new ConfigurationException(unknown(word, start)));
  }

  private static String unknown(String word, int start) {
    return "conninfo: unknown keyword at character "
        + (start + 1)
        + Suggestion.nearest(word, LibpqKeyword.words())
            .map(nearest -> ", did you mean \"" + nearest + "\"?")
            .orElse("");
  }

  private String value(LibpqKeyword keyword) {
    return position < text.length() && text.charAt(position) == '\'' ? quoted(keyword) : unquoted();
  }

  private String unquoted() {
    StringBuilder value = new StringBuilder();
    while (position < text.length() && !isSpace()) {
      if (text.charAt(position) == '\\') {
        position++;
      }
      if (position < text.length()) {
        value.append(text.charAt(position));
        position++;
      }
    }
    return value.toString();
  }

  private String quoted(LibpqKeyword keyword) {
    StringBuilder value = new StringBuilder();
    position++;
    while (position < text.length() && text.charAt(position) != '\'') {
      if (text.charAt(position) == '\\') {
        position++;
      }
      if (position < text.length()) {
        value.append(text.charAt(position));
        position++;
      }
    }
    if (position >= text.length()) {
      throw new ConfigurationException(
          "conninfo: the value of " + keyword.word() + " has no closing quote");
    }
    position++;
    return value.toString();
  }

  private void skipSpace() {
    while (position < text.length() && isSpace()) {
      position++;
    }
  }

  /** C's {@code isspace}, which libpq uses. */
  private boolean isSpace() {
    char c = text.charAt(position);
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
