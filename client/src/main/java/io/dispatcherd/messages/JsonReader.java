package io.dispatcherd.messages;

import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.MessageLimits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Makes plain immutable values of what a parser sees, within the bounds on them. */
record JsonReader(JsonParser parser, MessageLimits limits) {

  /** The value that begins with this token. */
  @Nullable Object value(JsonToken token, int depth) {
    return switch (token) {
      case START_OBJECT -> object(deeper(depth));
      case START_ARRAY -> list(deeper(depth));
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> {
        checkNumberLength();
        yield parser.getNumberValue();
      }
      case VALUE_NUMBER_FLOAT -> decimal();
      default -> throw new NotJsonException("unexpected " + token);
    };
  }

  private Map<String, @Nullable Object> object(int depth) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      map.put(name, value(parser.nextToken(), depth));
    }
    return map.isEmpty() ? Collections.emptyMap() : Collections.unmodifiableMap(map);
  }

  private List<@Nullable Object> list(int depth) {
    JsonToken next = parser.nextToken();
    if (next == JsonToken.END_ARRAY) {
      return Collections.emptyList();
    }
    List<@Nullable Object> list = new ArrayList<>();
    for (; next != JsonToken.END_ARRAY; next = parser.nextToken()) {
      list.add(value(next, depth));
    }
    return Collections.unmodifiableList(list);
  }

  private Number decimal() {
    if (parser.isNaN()) {
      throw new MessageFormatException("NaN and Infinity are not JSON numbers");
    }
    checkNumberLength();
    String text = parser.getString();
    double exact = ShortDecimal.parse(text);
    if (!Double.isNaN(exact)) {
      return exact;
    }
    double nearest = Double.parseDouble(text);
    if (Double.toString(nearest).equals(text)) {
      return nearest; // No digit is lost, which is seen without a BigDecimal.
    }
    try {
      return Json.decimal(new BigDecimal(text));
    } catch (NumberFormatException e) {
      throw new MessageFormatException("a number's exponent is out of range");
    }
  }

  private int deeper(int depth) {
    if (depth == limits.nesting()) {
      throw new MessageLimitException(
          Limit.MESSAGE_NESTING, "nested deeper than " + limits.nesting() + " levels");
    }
    return depth + 1;
  }

  private void checkNumberLength() {
    if (parser.getStringLength() > limits.numberLength()) {
      throw new MessageLimitException(
          Limit.NUMBER_LENGTH, "a number is longer than " + limits.numberLength() + " characters");
    }
  }
}
