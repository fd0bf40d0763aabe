package io.dispatcherd.messages;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes plain values; whatever else it meets is left to Jackson's mapper. */
record JsonWriter(JsonGenerator generator) {

  void value(@Nullable Object value) {
    if (value == null) {
      generator.writeNull();
    } else if (value instanceof String text) {
      generator.writeString(text);
    } else if (value instanceof Boolean flag) {
      generator.writeBoolean(flag);
    } else if (value instanceof Integer number) {
      generator.writeNumber(number);
    } else if (value instanceof Long number) {
      generator.writeNumber(number);
    } else if (value instanceof Double number) {
      generator.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      generator.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      generator.writeNumber(number);
    } else if (value instanceof Map<?, ?> map) {
      object(map);
    } else if (value instanceof Collection<?> list) {
      list(list);
    } else {
      Json.mapper().writeValue(generator, value);
    }
  }

  private void object(Map<?, ?> map) {
    generator.writeStartObject();
    map.forEach(
        (key, value) -> {
          generator.writeName(String.valueOf(key));
          value(value);
        });
    generator.writeEndObject();
  }

  private void list(Collection<?> list) {
    generator.writeStartArray();
    list.forEach(this::value);
    generator.writeEndArray();
  }
}
