package io.dispatcherd.queue.store;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a rule for duplicates goes by, as the function {@code claim_of} computes it too: a hash of
 * the task and its key, or of the task and a canonical form of its arguments. There 1 and 1.0 are
 * two values, the order of keys doesn't matter, and numbers and strings are written in one way.
 */
public final class DuplicateClaim {
  private static final int BYTES = 16;
  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  private final StringBuilder text = new StringBuilder();

  private DuplicateClaim() {}

  /** By a key in place of the arguments; in hexadecimal. */
  public static String ofKey(String task, String key) {
    DuplicateClaim claim = new DuplicateClaim();
    claim.text.append("key ");
    claim.string(task);
    claim.string(key);
    return claim.hash();
  }

  /** By the arguments, which are plain JSON values; in hexadecimal. */
  public static String ofArguments(String task, List<?> args, Map<?, ?> kwargs) {
    DuplicateClaim claim = new DuplicateClaim();
    claim.text.append("arguments ");
    claim.string(task);
    claim.array(args);
    claim.object(kwargs);
    return claim.hash();
  }

  private String hash() {
    return HexFormat.of().formatHex(Names.sha256(text.toString()), 0, BYTES);
  }

  private void value(@Nullable Object value) {
    if (value instanceof Map<?, ?> object) {
      object(object);
    } else if (value instanceof List<?> array) {
      array(array);
    } else if (value instanceof String string) {
      string(string);
    } else if (value instanceof Double || value instanceof BigDecimal) {
      decimal(new BigDecimal(value.toString()).stripTrailingZeros());
    } else {
      text.append(value);
    }
  }

  private void object(Map<?, ?> object) {
    Map<String, @Nullable Object> sorted = new TreeMap<>(BY_CODE_POINT);
    object.forEach((key, value) -> sorted.put((String) key, value));
    text.append('{');
    Iterator<Map.Entry<String, @Nullable Object>> members = sorted.entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, @Nullable Object> member = members.next();
      string(member.getKey());
      text.append(':');
      value(member.getValue());
      text.append(members.hasNext() ? "," : "");
    }
    text.append('}');
  }

  private void array(List<?> array) {
    text.append('[');
    for (int i = 0; i < array.size(); i++) {
      text.append(i == 0 ? "" : ",");
      value(array.get(i));
    }
    text.append(']');
  }

  private void decimal(BigDecimal number) {
    boolean isAbsurd = Math.abs((long) number.scale()) > 10_000;
    text.append(isAbsurd ? number.toString() : number.toPlainString());
    if (number.scale() <= 0 && !isAbsurd) {
      text.append(".0");
    }
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      character(string.charAt(i));
    }
    text.append('"');
  }

  private void character(char character) {
    switch (character) {
      case '"' -> text.append("\\\"");
      case '\\' -> text.append("\\\\");
      case '\b' -> text.append("\\b");
      case '\f' -> text.append("\\f");
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> {
        if (character < ' ') {
          text.append("\\u%04x".formatted((int) character));
        } else {
          text.append(character);
        }
      }
    }
  }
}
