package io.dispatcherd.dashboard.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in the query of an address, or in a form. Read by ourselves and strictly: containers
 * differ in what they make of malformed ones, and mix the two. Immutable.
 *
 * @param values by name, in the order in which they were sent
 */
record Parameters(Map<String, List<String>> values) {
  static final int MOST_IN_QUERY = 64;
  static final int MOST_IN_FORM = 2_100;
  static final int LONGEST_QUERY = 8_192;
  static final Parameters NONE = new Parameters(Map.of());

  private static final int HEX = 16;

  /**
   * Reads them.
   *
   * @param most how many there may be
   * @throws Problem if there are more, or one isn't UTF-8 in percent-encoding
   */
  static Parameters read(String text, int most) {
    if (text.isEmpty()) {
      return NONE;
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    int count = 0;
    int begin = 0;
    while (begin <= text.length()) {
      int end = text.indexOf('&', begin);
      end = end < 0 ? text.length() : end;
      if (end > begin) {
        if (++count > most) {
          throw Problem.badRequest("There are more than %,d parameters.".formatted(most));
        }
        add(values, text.substring(begin, end));
      }
      begin = end + 1;
    }
    return new Parameters(values);
  }

  private static void add(Map<String, List<String>> values, String pair) {
    int equals = pair.indexOf('=');
    String name = equals < 0 ? pair : pair.substring(0, equals);
    String value = equals < 0 ? "" : pair.substring(equals + 1);
    values.computeIfAbsent(decoded(name), any -> new ArrayList<>()).add(decoded(value));
  }

  private static String decoded(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0 && isAscii(text)) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      switch (character) {
        case '+' -> bytes.write(' ');
        case '%' -> {
          bytes.write(hex(text, index + 1) * HEX + hex(text, index + 2));
          index += 2;
        }
        default -> {
          if (character >= 0x80) {
            throw Problem.badRequest("A parameter has characters that aren't percent-encoded.");
          }
          bytes.write(character);
        }
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("A parameter isn't UTF-8.");
    }
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }

  private static int hex(String text, int index) {
    int digit = index < text.length() ? Character.digit(text.charAt(index), HEX) : -1;
    if (digit < 0) {
      throw Problem.badRequest("A percent sign in a parameter isn't followed by two hex digits.");
    }
    return digit;
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }
}
