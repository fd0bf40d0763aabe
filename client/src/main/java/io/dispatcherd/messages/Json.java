package io.dispatcherd.messages;

import io.dispatcherd.limits.MessageLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON text as plain immutable Java values and back.
 *
 * <p>Objects are maps in the order of the text, arrays are lists. Integers are the smallest of
 * {@code Integer}, {@code Long} and {@code BigInteger} that holds them; other numbers are {@code
 * Double} where a double keeps every digit, else {@code BigDecimal}: so 1 and 1.0 stay different,
 * and 10.50 stays 10.50.
 */
public final class Json {
  /** How deep values may be nested that come from outside, or from applications. */
  static final int MAX_DEPTH = MessageLimits.DEEPEST;

  /** Any number with this many digits fits into a long. */
  private static final int LONGS_DIGITS = 18;

  private static final int MOST_BYTES_FOR_A_CHAR = 3;

  private static final int FIRST_BEYOND_ASCII = 0x80;

  /** A number with this many bits is never too long: a digit takes more than three bits. */
  private static final int BITS_OF_SHORT_NUMBERS = 3 * MessageLimits.LONGEST_NUMBER;

  /** For objects of other classes. Made when the first one comes, since that takes time. */
  private static final class Mapper {
    static final JsonMapper INSTANCE =
        JsonMapper.builder(factory())
            // Enums are written by name, which programs agree on; toString is for people.
            .disable(
                EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .build();

    private static JsonFactory factory() {
      return JsonFactory.builder()
          .streamReadConstraints(
              // Our own bounds apply first, and their errors name the bound.
              StreamReadConstraints.builder()
                  .maxNestingDepth(MessageLimits.OWN_TEXTS.nesting())
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .streamWriteConstraints(
              StreamWriteConstraints.builder()
                  .maxNestingDepth(MessageLimits.OWN_TEXTS.nesting())
                  .build())
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();
    }
  }

  private Json() {}

  /**
   * The mapper that turns application objects into JSON values and back.
   *
   * @throws IllegalStateException if the class path's Jackson annotations are too old
   */
  public static JsonMapper mapper() {
    JacksonAnnotations.require();
    return Mapper.INSTANCE;
  }

  /**
   * Reads one JSON value that this project wrote, within {@link MessageLimits#OWN_TEXTS}. For texts
   * from outside use {@link MessageDecoder}.
   *
   * @throws NotJsonException if the text is no JSON at all
   * @throws MessageFormatException if it holds numbers that JSON can't express
   */
  public static @Nullable Object parse(String text) {
    return parse(text, MessageLimits.OWN_TEXTS);
  }

  /**
   * Reads one JSON value. The caller limits the length of the text.
   *
   * @throws NotJsonException if the text is no JSON at all
   * @throws MessageLimitException if it is too deep, or a number is too long
   * @throws MessageFormatException if it holds numbers that JSON can't express
   */
  static @Nullable Object parse(String text, MessageLimits limits) {
    return new JsonReader(text, limits).read();
  }

  /**
   * Reads one JSON object.
   *
   * @throws NotJsonException if the text is no JSON at all
   * @throws MessageFormatException if it is another kind of value, or {@link #parse} refuses it
   */
  public static Map<String, @Nullable Object> parseObject(String text) {
    return parseObject(text, MessageLimits.OWN_TEXTS);
  }

  public static Map<String, @Nullable Object> parseObject(String text, MessageLimits limits) {
    return object(parse(text, limits));
  }

  /**
   * What was parsed, if it is an object.
   *
   * @throws MessageFormatException if it is another kind of value
   */
  static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // parse makes no other maps
      Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
      return object;
    }
    throw new MessageFormatException("expected a JSON object, got " + kindOf(value));
  }

  /**
   * Writes a value that consists of maps, lists, strings, numbers, booleans and nulls.
   *
   * @throws MessageFormatException if it is nested too deep, or holds a number that JSON can't
   *     express
   */
  public static String write(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    new JsonWriter(text).value(value);
    return text.toString();
  }

  /**
   * Writes a value as JSON text in ASCII, unless that takes more than {@code maxBytes}.
   *
   * @return empty if it does; writing stops at the limit
   * @throws MessageFormatException as {@link #write(Object)} does
   */
  public static Optional<String> write(@Nullable Object value, int maxBytes) {
    StringBuilder text = new StringBuilder();
    JsonWriter writer = new JsonWriter(text, maxBytes); // A character is one byte at least.
    writer.value(value);
    if (writer.isExceeded()) {
      return Optional.empty();
    }
    String ascii = ascii(text.toString());
    return ascii.length() > maxBytes ? Optional.empty() : Optional.of(ascii);
  }

  /**
   * The number of bytes of a text in UTF-8; 0 without counting if it can't exceed {@code maxBytes}.
   */
  static int bytesInUtf8(String text, int maxBytes) {
    boolean fitsAnyway = text.length() <= maxBytes / MOST_BYTES_FOR_A_CHAR;
    return fitsAnyway ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether this is one half of a character, which can stand in JSON text only as an escape. */
  public static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** UTF-8 has no halves of characters, but a JSON string may hold them. */
  static String escapeLoneSurrogates(String json) {
    if (!holdsSurrogates(json) || json.codePoints().noneMatch(Json::isLoneSurrogate)) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length() + 16);
    json.codePoints()
        .forEach(
            codePoint -> {
              if (isLoneSurrogate(codePoint)) {
                appendEscape(escaped, (char) codePoint);
              } else {
                escaped.appendCodePoint(codePoint);
              }
            });
    return escaped.toString();
  }

  /**
   * The same JSON in ASCII, which a database of any encoding accepts. Other characters occur only
   * within strings, where an escape means the same.
   */
  public static String ascii(String json) {
    char[] characters = json.toCharArray(); // In one step, as in JsonReader.
    int plain = 0;
    while (plain < characters.length && characters[plain] < FIRST_BEYOND_ASCII) {
      plain++;
    }
    if (plain == characters.length) {
      return json;
    }
    StringBuilder escaped = new StringBuilder(json.length() + 64).append(json, 0, plain);
    for (int i = plain; i < characters.length; i++) {
      if (characters[i] < FIRST_BEYOND_ASCII) {
        escaped.append(characters[i]);
      } else {
        appendEscape(escaped, characters[i]);
      }
    }
    return escaped.toString();
  }

  /** Appends a UTF-16 unit as JSON writes what can't stand for itself. */
  static void appendEscape(StringBuilder text, char unit) {
    text.append("\\u").append(HexFormat.of().toHexDigits(unit));
  }

  private static boolean holdsSurrogates(String text) {
    char[] characters = text.toCharArray(); // In one step, as in JsonReader.
    for (char character : characters) {
      if (isLoneSurrogate(character)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Turns any object that Jackson can write (records, enums, {@code java.time}, collections…) into
   * plain JSON values.
   *
   * @throws MessageFormatException if it can't be written as JSON; the text names {@code what}
   */
  public static @Nullable Object valueOf(@Nullable Object object, String what) {
    if (object == null || object instanceof String || object instanceof Boolean) {
      return object;
    }
    try {
      return copy(isPlain(object, 0) ? object : parse(mapper().writeValueAsString(object)), what);
    } catch (JacksonException e) {
      throw new MessageFormatException(
          what + " can't be written as JSON: it is of " + object.getClass().getName());
    } catch (MessageFormatException e) {
      throw new MessageFormatException(what + " can't be written as JSON: " + e.getMessage());
    }
  }

  /**
   * Turns an object into plain JSON values, as the writer writes it.
   *
   * @throws JacksonException if the writer can't
   * @throws MessageFormatException if what it writes can't be a value in a message
   */
  public static @Nullable Object valueOf(@Nullable Object object, ObjectWriter writer) {
    return copy(isPlain(object, 0) ? object : parse(writer.writeValueAsString(object)), "value");
  }

  /**
   * Whether this consists only of JSON values. Collection classes of the application may be written
   * in their own way.
   */
  private static boolean isPlain(@Nullable Object object, int depth) {
    if (object == null
        || object instanceof String
        || object instanceof Boolean
        || object instanceof Integer
        || object instanceof Long) {
      return true;
    }
    if (object instanceof Double number) {
      return Double.isFinite(number);
    }
    if (depth >= MAX_DEPTH || object.getClass().getClassLoader() != null) {
      return false;
    }
    // Not by streams: of one within the other, deep values would need a large stack.
    if (object instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String) || !isPlain(entry.getValue(), depth + 1)) {
          return false;
        }
      }
      return true;
    }
    if (!(object instanceof List<?> list)) {
      return false;
    }
    for (Object item : list) {
      if (!isPlain(item, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /**
   * An immutable copy of plain JSON values, numbers brought to the form that {@link #parse} gives.
   *
   * @throws MessageFormatException if something in it is no JSON value, or can't be within a
   *     message because of its depth or length; the text says where
   */
  static @Nullable Object copy(@Nullable Object value, String path) {
    return copy(value, path, 0);
  }

  /**
   * As {@link #copy(Object, String)}, of a value that stands within others.
   *
   * @param depth how many
   */
  static @Nullable Object copy(@Nullable Object value, String path, int depth) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number, path);
    }
    if (depth == MAX_DEPTH && (value instanceof Map || value instanceof Collection)) {
      throw new MessageFormatException(
          OneLine.of(path) + ": nested deeper than " + MAX_DEPTH + " levels");
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)) {
          throw new MessageFormatException(
              OneLine.of(path) + ": keys of an object must be strings");
        }
        copy.put(name, copy(entry.getValue(), path + "." + name, depth + 1));
      }
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof Collection<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      for (Object item : list) {
        copy.add(copy(item, path, depth + 1));
      }
      return Collections.unmodifiableList(copy);
    }
    throw new MessageFormatException(
        OneLine.of(path) + ": " + value.getClass().getName() + " is not a JSON value");
  }

  /** What kind of JSON value this is, for error messages. */
  static String kindOf(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof String) {
      return "a string";
    }
    return value instanceof Boolean ? "a boolean" : "a number";
  }

  private static Number number(Number number, String path) {
    if (number instanceof Byte || number instanceof Short || number instanceof Integer) {
      return number.intValue();
    }
    if (number instanceof Long value) {
      return smallest(value);
    }
    if (number instanceof BigInteger value) {
      checkLength(value, path);
      return smallest(value);
    }
    if (number instanceof BigDecimal value) {
      checkLength(value.unscaledValue(), path);
      return value.scale() == 0 ? smallest(value.unscaledValue()) : decimal(value);
    }
    double value = number.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new MessageFormatException(
          OneLine.of(path) + ": NaN and Infinity are not JSON numbers");
    }
    return number instanceof Float ? decimal(new BigDecimal(number.toString())) : (Number) value;
  }

  /**
   * Refuses a number of more digits than a message may have. Rewriting a number doesn't change its
   * digits.
   */
  private static void checkLength(BigInteger digits, String path) {
    if (digits.bitLength() > BITS_OF_SHORT_NUMBERS
        && digits.abs().compareTo(BigInteger.TEN.pow(MessageLimits.LONGEST_NUMBER)) >= 0) {
      throw new MessageFormatException(
          "%s: a number has more than %d digits"
              .formatted(OneLine.of(path), MessageLimits.LONGEST_NUMBER));
    }
  }

  /** The smallest type that holds an integer. */
  static Number smallest(long value) {
    return value == (int) value ? (Number) (int) value : (Number) value;
  }

  /** The smallest type that holds an integer. */
  static Number smallest(BigInteger value) {
    return value.bitLength() < Long.SIZE ? smallest(value.longValue()) : value;
  }

  /** A number that isn't written as an integer, and won't be. */
  static Number decimal(BigDecimal value) {
    double exact = shortDecimal(value);
    if (!Double.isNaN(exact)) {
      return exact;
    }
    double nearest = value.doubleValue();
    BigDecimal fraction = value.scale() == 0 ? value.setScale(1) : value; // 1234567890e0
    if (Double.isInfinite(nearest)) {
      return fraction;
    }
    BigDecimal printed = new BigDecimal(Double.toString(nearest));
    boolean keepsEveryDigit =
        printed.compareTo(value) == 0 && printed.precision() >= value.precision();
    return keepsEveryDigit ? (Number) nearest : fraction;
  }

  private static double shortDecimal(BigDecimal value) {
    if (value.precision() > LONGS_DIGITS || value.signum() < 0) {
      return Double.NaN;
    }
    return ShortDecimal.of(value.unscaledValue().longValueExact(), value.scale());
  }
}
