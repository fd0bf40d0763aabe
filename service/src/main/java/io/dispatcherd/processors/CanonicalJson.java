package io.dispatcherd.processors;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings JSON values to a form in which equal ones are {@link Object#equals equal}: 10.50 and 10.5
 * become one, 1 and 1.0 stay two.
 *
 * <p>Values come from messages, where integers have one form already and a decimal is a double
 * unless that loses digits.
 */
final class CanonicalJson {
  private CanonicalJson() {}

  static List<@Nullable Object> list(List<?> list) {
    if (list.isEmpty()) {
      return Collections.emptyList();
    }
    List<@Nullable Object> canonical = new ArrayList<>(list.size());
    for (Object value : list) {
      canonical.add(value(value));
    }
    return Collections.unmodifiableList(canonical);
  }

  static Map<String, @Nullable Object> object(Map<?, ?> object) {
    if (object.isEmpty()) {
      return Collections.emptyMap();
    }
    Map<String, @Nullable Object> canonical = new LinkedHashMap<>();
    object.forEach((key, value) -> canonical.put((String) key, value(value)));
    return Collections.unmodifiableMap(canonical);
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case BigDecimal number -> decimal(number);
      case Double number -> number == 0 ? (Double) 0.0 : number;
      case List<?> list -> list(list);
      case Map<?, ?> object -> object(object);
      case null, default -> value;
    };
  }

  private static Number decimal(BigDecimal number) {
    BigDecimal shortest = number.stripTrailingZeros();
    double nearest = shortest.doubleValue();
    boolean same =
        !Double.isInfinite(nearest) && BigDecimal.valueOf(nearest).compareTo(shortest) == 0;
    return same ? (Number) nearest : shortest;
  }
}
