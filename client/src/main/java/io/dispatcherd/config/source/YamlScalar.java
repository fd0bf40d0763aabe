package io.dispatcherd.config.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar means. An unquoted one is resolved by the rules of YAML 1.1 as PyYAML applies them,
 * so that one file means the same to a service in either language: {@code 010} is 8, {@code 1:30}
 * is 90, {@code yes} is true, {@code 1e3} is text (no dot), a date is a date.
 *
 * @param value null, Boolean, Integer, Long, BigInteger, Double or String
 */
public record YamlScalar(Kind kind, @Nullable Object value) {

  public enum Kind {
    NULL("null"),
    BOOLEAN("true or false"),
    INTEGER("an integer"),
    FLOAT("a fraction"),
    TEXT("text"),
    TIMESTAMP("a date"),
    /** What couldn't be made out and has been reported. */
    BROKEN("something unreadable");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static final YamlScalar NULL = new YamlScalar(Kind.NULL, null);
  static final YamlScalar BROKEN = new YamlScalar(Kind.BROKEN, null);

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUES =
      Set.of("yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON");
  private static final Set<String> FALSES =
      Set.of("no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF");
  private static final Pattern INTEGER =
      Pattern.compile(
          "[-+]?(0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(:[0-5]?[0-9])+)");
  private static final Pattern FLOAT =
      Pattern.compile(
          "[-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+][0-9]+)?|\\.[0-9][0-9_]*([eE][-+][0-9]+)?"
              + "|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"
              + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}"
              + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \\t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
              + "(\\.[0-9]*)?([ \\t]*(Z|[-+][0-9]{1,2}(:[0-9]{2})?))?");

  /** Longer numbers are taken as text: no option needs them and converting them is slow. */
  private static final int LONGEST_NUMBER = 100;

  static YamlScalar text(String text) {
    return new YamlScalar(Kind.TEXT, text);
  }

  /** Resolves an unquoted scalar. */
  static YamlScalar plain(String text) {
    if (NULLS.contains(text)) {
      return NULL;
    }
    if (TRUES.contains(text) || FALSES.contains(text)) {
      return new YamlScalar(Kind.BOOLEAN, TRUES.contains(text));
    }
    if (text.length() > LONGEST_NUMBER) {
      return text(text);
    }
    if (INTEGER.matcher(text).matches()) {
      return integer(text);
    }
    if (FLOAT.matcher(text).matches()) {
      return new YamlScalar(Kind.FLOAT, floatingPoint(text.replace("_", "")));
    }
    return TIMESTAMP.matcher(text).matches() ? new YamlScalar(Kind.TIMESTAMP, text) : text(text);
  }

  private static YamlScalar integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = text.replace("_", "").replaceFirst("^[-+]", "");
    BigInteger magnitude;
    try {
      magnitude = magnitude(digits);
    } catch (NumberFormatException noDigits) {
      return text(text);
    }
    return new YamlScalar(Kind.INTEGER, smallest(negative ? magnitude.negate() : magnitude));
  }

  private static BigInteger magnitude(String digits) {
    if (digits.startsWith("0b")) {
      return new BigInteger(digits.substring(2), 2);
    }
    if (digits.startsWith("0x")) {
      return new BigInteger(digits.substring(2), 16);
    }
    if (digits.contains(":")) {
      return sexagesimal(digits).toBigIntegerExact();
    }
    return new BigInteger(digits, digits.length() > 1 && digits.startsWith("0") ? 8 : 10);
  }

  private static Number smallest(BigInteger number) {
    if (number.bitLength() < Integer.SIZE) {
      return number.intValue();
    }
    if (number.bitLength() < Long.SIZE) {
      return number.longValue();
    }
    return number;
  }

  private static Double floatingPoint(String text) {
    boolean negative = text.startsWith("-");
    String magnitude = text.replaceFirst("^[-+]", "");
    double value;
    if (magnitude.equalsIgnoreCase(".inf")) {
      value = Double.POSITIVE_INFINITY;
    } else if (magnitude.equalsIgnoreCase(".nan")) {
      value = Double.NaN;
    } else if (magnitude.contains(":")) {
      value = sexagesimal(magnitude).doubleValue();
    } else {
      value = Double.parseDouble(magnitude);
    }
    return negative ? -value : value;
  }

  /** Base 60, the way clock times are written: hours, minutes, seconds. */
  private static BigDecimal sexagesimal(String text) {
    BigDecimal sum = BigDecimal.ZERO;
    for (String part : text.split(":", -1)) {
      String digits = part.endsWith(".") ? part + "0" : part;
      sum = sum.multiply(BigDecimal.valueOf(60)).add(new BigDecimal(digits));
    }
    return sum;
  }

  /** Content may be secret. */
  @Override
  public String toString() {
    return kind.words();
  }
}
