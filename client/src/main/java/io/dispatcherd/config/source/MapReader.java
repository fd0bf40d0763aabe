package io.dispatcherd.config.source;

import io.dispatcherd.config.Secret;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration that a program made. Text with a reference to the environment counts as
 * unquoted, so that it can stand for a number. Durations become seconds.
 */
public final class MapReader {
  static final int DEEPEST = 50;

  private final NodeFactory nodes;

  public MapReader(NodeFactory nodes) {
    this.nodes = nodes;
  }

  public ConfigNode read(Place place, @Nullable Object value) {
    return read(place, value, 0);
  }

  private ConfigNode read(Place place, @Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      nodes.problems().add(place, "nested more than " + DEEPEST + " levels deep");
      return ConfigNode.absent(place);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, ConfigNode> entries = new LinkedHashMap<>();
      map.forEach(
          (key, entry) -> {
            String name = String.valueOf(key);
            entries.put(name, read(place.child(name), entry, depth + 1));
          });
      return new ConfigNode.Mapping(place, entries);
    }
    if (value instanceof Collection<?> collection) {
      List<ConfigNode> elements = new ArrayList<>();
      for (Object element : collection) {
        elements.add(read(place.element(elements.size(), 0), element, depth + 1));
      }
      return new ConfigNode.Sequence(place, elements);
    }
    if (value instanceof Object[] array) {
      return read(place, Arrays.asList(array), depth);
    }
    return scalar(place, value);
  }

  private ConfigNode scalar(Place place, @Nullable Object value) {
    if (value == null) {
      return nodes.literal(place, YamlScalar.Kind.NULL, null);
    }
    if (value instanceof Boolean) {
      return nodes.literal(place, YamlScalar.Kind.BOOLEAN, value);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return nodes.literal(place, YamlScalar.Kind.INTEGER, value);
    }
    if (value instanceof Short || value instanceof Byte) {
      return nodes.literal(place, YamlScalar.Kind.INTEGER, ((Number) value).intValue());
    }
    if (value instanceof Number number) {
      return nodes.literal(place, YamlScalar.Kind.FLOAT, number.doubleValue());
    }
    if (value instanceof Duration duration) {
      return scalar(place, Seconds.of(duration));
    }
    if (value instanceof Secret secret) {
      return nodes.quoted(place, Interpolation.escape(secret.reveal()));
    }
    if (value instanceof Class<?> type) {
      return nodes.quoted(place, type.getName());
    }
    if (value instanceof CharSequence || value instanceof Path || value instanceof Enum<?>) {
      String text = value.toString();
      return Interpolation.refersToEnvironment(text)
          ? nodes.plain(place, text)
          : nodes.quoted(place, text);
    }
    nodes
        .problems()
        .add(
            place,
            "a "
                + value.getClass().getName()
                + " can't be part of a configuration; use text, numbers, booleans, lists and maps");
    return nodes.literal(place, YamlScalar.Kind.NULL, null);
  }
}
