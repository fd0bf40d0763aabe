package io.dispatcherd.messages;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.MessageLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text (RFC 8259) as plain immutable values, within the limits. For one text and one
 * thread. Errors never quote the text, which may hold secrets.
 *
 * <p>It recognises NaN and Infinity, which Python writes although they aren't JSON, to name them in
 * the error.
 */
final class JsonReader {
  /** Any number with this many digits fits into a long. */
  private static final int LONGS_DIGITS = 18;

  private static final int FIRST_BEYOND_ASCII = 0x80;

  private final String text;

  /** The text. Reading an array is fast even before this code is compiled. */
  private final char[] characters;

  private final MessageLimits limits;

  /** Index of the next character. */
  private int at;

  /** Has a bit wherever some character of a string has one. */
  private int bits;

  JsonReader(String text, MessageLimits limits) {
    this.text = text;
    characters = text.toCharArray();
    this.limits = limits;
  }

  /**
   * The value that the text is. To be called once.
   *
   * @throws NotJsonException if it is no JSON
   * @throws MessageLimitException if it is too deep, or a number is too long
   * @throws MessageFormatException if it holds numbers that can't be expressed
   */
  @Nullable Object read() {
    skipSpace();
    if (at == characters.length) {
      throw new NotJsonException("the text is empty");
    }
    Object value = value(0);
    skipSpace();
    if (at < characters.length) {
      throw new NotJsonException("there is more text after the JSON value");
    }
    return value;
  }

  /** Whether the text that was read is ASCII. */
  boolean isAscii() {
    return bits < FIRST_BEYOND_ASCII;
  }

  private @Nullable Object value(int depth) {
    return switch (peek()) {
      case '"' -> string();
      case '{' -> object(deeper(depth));
      case '[' -> list(deeper(depth));
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      case 'N' -> throw notANumber("NaN");
      case 'I' -> throw notANumber("Infinity");
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    at++;
    skipSpace();
    if (skip('}')) {
      return Collections.emptyMap();
    }
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    do {
      skipSpace();
      String name = string();
      skipSpace();
      expect(':');
      skipSpace();
      map.put(name, value(depth));
      skipSpace();
    } while (skip(','));
    expect('}');
    return Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> list(int depth) {
    at++;
    skipSpace();
    if (skip(']')) {
      return Collections.emptyList();
    }
    List<@Nullable Object> list = new ArrayList<>();
    do {
      skipSpace();
      list.add(value(depth));
      skipSpace();
    } while (skip(','));
    expect(']');
    return Collections.unmodifiableList(list);
  }

  private String string() {
    expect('"');
    int start = at;
    skipPlain();
    return skip('"') ? text.substring(start, at - 1) : stringWithEscapes(start);
  }

  private String stringWithEscapes(int start) {
    StringBuilder string = new StringBuilder().append(text, start, at);
    while (!skip('"')) {
      expect('\\');
      string.append(escaped());
      int plain = at;
      skipPlain();
      string.append(text, plain, at);
    }
    return string.toString();
  }

  private char escaped() {
    char kind = peek();
    at++;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> {
        at--;
        throw noJson();
      }
    };
  }

  /** One UTF-16 unit; halves of characters stay as they are. */
  private char unicode() {
    int unit = 0;
    for (int end = at + 4; at < end; at++) {
      if (!HexFormat.isHexDigit(peek())) {
        throw noJson();
      }
      unit = 16 * unit + HexFormat.fromHexDigit(peek());
    }
    return (char) unit;
  }

  private Number number() {
    int start = at;
    skip('-');
    if (peek() == 'I') {
      throw notANumber("Infinity");
    }
    if (!skip('0')) {
      skipDigits();
    }
    boolean isWhole = true;
    if (skip('.')) {
      skipDigits();
      isWhole = false;
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      skipDigits();
      isWhole = false;
    }
    if (at - start > limits.numberLength()) {
      throw new MessageLimitException(
          Limit.NUMBER_LENGTH, "a number is longer than " + limits.numberLength() + " characters");
    }
    return isWhole ? whole(start) : decimal(start);
  }

  private Number whole(int start) {
    if (at - start <= LONGS_DIGITS) {
      return Json.smallest(Long.parseLong(text, start, at, 10));
    }
    return Json.smallest(new BigInteger(text.substring(start, at)));
  }

  private Number decimal(int start) {
    double exact = ShortDecimal.parse(characters, start, at);
    if (!Double.isNaN(exact)) {
      return exact;
    }
    String number = text.substring(start, at);
    double nearest = Double.parseDouble(number);
    if (Double.toString(nearest).equals(number)) {
      return nearest; // No digit is lost, which is seen without a BigDecimal.
    }
    try {
      return Json.decimal(new BigDecimal(number));
    } catch (NumberFormatException e) {
      throw new MessageFormatException("a number's exponent is out of range");
    }
  }

  private <T> @Nullable T literal(String word, @Nullable T value) {
    if (!text.startsWith(word, at)) {
      throw noJson();
    }
    at += word.length();
    return value;
  }

  private MessageFormatException notANumber(String word) {
    return text.startsWith(word, at)
        ? new MessageFormatException("NaN and Infinity are not JSON numbers")
        : noJson();
  }

  private int deeper(int depth) {
    if (depth == limits.nesting()) {
      throw new MessageLimitException(
          Limit.MESSAGE_NESTING, "nested deeper than " + limits.nesting() + " levels");
    }
    return depth + 1;
  }

  /** The next character; one that stands nowhere in JSON at the end of the text. */
  private char peek() {
    return at < characters.length ? characters[at] : '\0';
  }

  private boolean skip(char expected) {
    boolean isThere = peek() == expected;
    if (isThere) {
      at++;
    }
    return isThere;
  }

  private void expect(char expected) {
    if (!skip(expected)) {
      throw noJson();
    }
  }

  private void skipSpace() {
    for (char next = peek(); next == ' ' || next == '\n' || next == '\r' || next == '\t'; ) {
      at++;
      next = peek();
    }
  }

  /** All that stands for itself in a string. */
  private void skipPlain() {
    int end = at;
    while (end < characters.length && isPlain(characters[end])) {
      bits |= characters[end];
      end++;
    }
    at = end;
  }

  private static boolean isPlain(char character) {
    return character >= ' ' && character != '"' && character != '\\';
  }

  private void skipDigits() {
    int start = at;
    for (char next = peek(); next >= '0' && next <= '9'; next = peek()) {
      at++;
    }
    if (at == start) {
      throw noJson();
    }
  }

  private NotJsonException noJson() {
    return new NotJsonException("it is no JSON, from character " + (at + 1));
  }
}
