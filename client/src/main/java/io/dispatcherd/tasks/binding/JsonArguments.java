package io.dispatcherd.tasks.binding;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.OneLine;
import io.dispatcherd.messages.ValueMapping;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** Reads JSON values as Java types, as strictly as {@link ArgumentBinder} says. */
final class JsonArguments {
  /** Types that are read without Jackson: most parameters are of one of these. */
  private static final Set<Type> PLAIN =
      Set.of(
          String.class,
          boolean.class,
          Boolean.class,
          int.class,
          Integer.class,
          long.class,
          Long.class,
          double.class,
          Double.class);

  private static final Set<Class<?>> OPTIONAL =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  /** Made when a parameter is of another type, since that takes time. */
  private static final class Strict {
    static final JsonMapper MAPPER =
        Json.mapper()
            .rebuild()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .defaultLeniency(false)
            .withCoercionConfigDefaults(
                config ->
                    config
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail))
            .withCoercionConfig(
                LogicalType.Textual,
                config ->
                    config
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert))
            .build();
  }

  /** The application's mapper; null for ours. */
  private final @Nullable JsonMapper given;

  JsonArguments(ValueMapping mapping) {
    given = mapping.mapper().orElse(null);
  }

  private JsonMapper mapper() {
    return given == null ? Strict.MAPPER : given;
  }

  /** A value can't be read as a type; the text says which, never the value. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message) {
      super(message);
    }
  }

  @Nullable Object read(@Nullable Object value, Type type) throws UnreadableException {
    Object plain = given == null ? plain(value, type) : null;
    if (plain != null) {
      return plain;
    }
    try {
      return mapper().readerFor(mapper().constructType(type)).readValue(Json.write(value));
    } catch (JacksonException e) {
      // The cause quotes the value, so it goes no further.
      throw new UnreadableException(
          "expected %s, got %s%s".formatted(type.getTypeName(), kindOf(value), where(e)));
    }
  }

  /** A value that is of its type as it is, or nearly; null for all others. */
  private static @Nullable Object plain(@Nullable Object value, Type type) {
    if (value instanceof String) {
      return type == String.class ? value : null;
    }
    if (value instanceof Boolean) {
      return type == boolean.class || type == Boolean.class ? value : null;
    }
    if (value instanceof Integer number) {
      if (type == int.class || type == Integer.class) {
        return number;
      }
      if (type == long.class || type == Long.class) {
        return number.longValue();
      }
      return type == double.class || type == Double.class ? number.doubleValue() : null;
    }
    if (value instanceof Long) {
      return type == long.class || type == Long.class ? value : null;
    }
    if (value instanceof Double) {
      return type == double.class || type == Double.class ? value : null;
    }
    return value instanceof List<?> list ? plainList(list, type) : null;
  }

  private static boolean isPlain(Type type) {
    return PLAIN.contains(type) || itemType(type).filter(JsonArguments::isPlain).isPresent();
  }

  /** Of what a type is a list, if it is one. */
  private static Optional<Type> itemType(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == List.class
        ? Optional.of(generic.getActualTypeArguments()[0])
        : Optional.empty();
  }

  /** A list of plain values, as Jackson makes it. */
  private static @Nullable Object plainList(List<?> list, Type type) {
    Type itemType = itemType(type).orElse(null);
    if (itemType == null) {
      return null;
    }
    List<@Nullable Object> plain = new ArrayList<>(list.size());
    for (Object item : list) {
      Object plainItem = plain(item, itemType);
      if (plainItem == null) {
        return null;
      }
      plain.add(plainItem);
    }
    return plain;
  }

  boolean isOptional(Type type) {
    return !isPlain(type) && OPTIONAL.contains(mapper().constructType(type).getRawClass());
  }

  /** What an absent argument of an optional type is. */
  @Nullable Object empty(Type type) {
    return mapper().readerFor(mapper().constructType(type)).readValue("null");
  }

  /** Why a type can't be read from JSON; empty if it can. Runs no code of the type. */
  Optional<String> problem(Type type) {
    if (isPlain(type)) {
      return Optional.empty();
    }
    return JsonTypes.unreadable(mapper(), type)
        .map(
            unreadable ->
                "a parameter of type %s can't be read from JSON%s"
                    .formatted(
                        type.getTypeName(),
                        unreadable.equals(type.getTypeName()) ? "" : ", because of " + unreadable));
  }

  private static String kindOf(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof Collection) {
      return "a list";
    }
    if (value instanceof String) {
      return "a string";
    }
    return value instanceof Boolean ? "a boolean" : "a number";
  }

  /** Where in the value it went wrong, without keys of maps: these are part of the value. */
  private static String where(JacksonException e) {
    StringBuilder path = new StringBuilder();
    for (JacksonException.Reference step : e.getPath()) {
      if (step.getIndex() >= 0) {
        path.append('[').append(step.getIndex()).append(']');
      } else if (!(step.from() instanceof Map) && step.from() != Map.class) {
        path.append('.').append(OneLine.of(step.getPropertyName()));
      }
    }
    return path.isEmpty() ? "" : ", in it wrong: " + path;
  }
}
