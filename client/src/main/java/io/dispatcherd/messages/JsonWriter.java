package io.dispatcherd.messages;

import io.dispatcherd.limits.MessageLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes plain values as JSON text (RFC 8259); other objects are written by Jackson's mapper. For
 * one text and one thread.
 *
 * <p>Unpaired surrogates, which UTF-8 can't encode, become escapes.
 */
final class JsonWriter {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** As deep as what the reader accepts. */
  private static final int MAX_DEPTH = MessageLimits.OWN_TEXTS.nesting();

  private final StringBuilder out;
  private final int maxLength;
  private int depth;
  private boolean exceeded;

  /** Appends to this text, however long it gets. */
  JsonWriter(StringBuilder out) {
    this(out, Integer.MAX_VALUE);
  }

  /**
   * Appends to this text until it has the given length.
   *
   * @param maxLength in characters
   */
  JsonWriter(StringBuilder out, int maxLength) {
    this.out = out;
    this.maxLength = maxLength;
  }

  /** Whether the text would exceed its maximum length; it is incomplete then. */
  boolean isExceeded() {
    return exceeded || !hasRoom(0);
  }

  /**
   * Writes a value.
   *
   * @throws MessageFormatException if it is nested too deep, or holds a number that is none
   */
  void value(@Nullable Object value) {
    if (value instanceof String text) {
      text(text);
    } else if (value == null
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof BigDecimal) {
      out.append(value);
    } else if (value instanceof Double number) {
      number(number);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof Collection<?> list) {
      list(list);
    } else {
      // By way of its values, which are held to the same rules.
      value(Json.parse(Json.mapper().writeValueAsString(value)));
    }
  }

  private void number(double number) {
    if (!Double.isFinite(number)) {
      throw new MessageFormatException("NaN and Infinity are not JSON numbers");
    }
    out.append(number);
  }

  private void object(Map<?, ?> map) {
    enter();
    char separator = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (isExceeded()) {
        return;
      }
      out.append(separator);
      text(String.valueOf(entry.getKey()));
      out.append(':');
      value(entry.getValue());
      separator = ',';
    }
    out.append(map.isEmpty() ? "{}" : "}");
    depth--;
  }

  private void list(Collection<?> list) {
    enter();
    char separator = '[';
    for (Object item : list) {
      if (isExceeded()) {
        return;
      }
      out.append(separator);
      value(item);
      separator = ',';
    }
    out.append(list.isEmpty() ? "[]" : "]");
    depth--;
  }

  private void enter() {
    if (depth == MAX_DEPTH) {
      throw new MessageFormatException("nested deeper than " + MAX_DEPTH + " levels");
    }
    depth++;
  }

  private boolean hasRoom(int characters) {
    return out.length() <= maxLength - characters;
  }

  private void text(String text) {
    if (!hasRoom(text.length())) {
      exceeded = true;
      return;
    }
    out.append('"');
    char[] characters = text.toCharArray();
    int plain = 0;
    for (int i = 0; i < characters.length; i++) {
      char character = characters[i];
      if (isPlain(character)) {
        continue;
      }
      if (isWhole(characters, i)) {
        i++;
        continue;
      }
      out.append(characters, plain, i - plain);
      escape(character);
      plain = i + 1;
    }
    if (plain == 0) {
      out.append(text);
    } else {
      out.append(characters, plain, characters.length - plain);
    }
    out.append('"');
  }

  private static boolean isPlain(char character) {
    return character >= ' '
        && character != '"'
        && character != '\\'
        && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
  }

  /** Whether both halves of a character begin here. */
  private static boolean isWhole(char[] characters, int at) {
    return at + 1 < characters.length
        && Character.isSurrogatePair(characters[at], characters[at + 1]);
  }

  private void escape(char character) {
    out.append('\\');
    switch (character) {
      case '"', '\\' -> out.append(character);
      case '\b' -> out.append('b');
      case '\f' -> out.append('f');
      case '\n' -> out.append('n');
      case '\r' -> out.append('r');
      case '\t' -> out.append('t');
      default -> out.append('u').append(HEX.toHexDigits(character));
    }
  }
}
