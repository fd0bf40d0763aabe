package io.dispatcherd.config.source;

import io.dispatcherd.config.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of the configuration that remembers where it stands. Shows no content when printed. */
public sealed interface ConfigNode {

  Place place();

  /** What this is, for messages: never the content. */
  String kind();

  /** The value in JSON's terms: null, Boolean, Number, String, List or Map. */
  @Nullable Object toValue();

  /** What to put into a map that is to be read again; see {@link Settings#asMap()}. */
  @Nullable Object toSource();

  /** Whether this is YAML's null, written or implied. */
  default boolean isNull() {
    return false;
  }

  /** Whether it couldn't be made out, which has been reported and needn't be again. */
  default boolean isBroken() {
    return false;
  }

  /** An empty mapping that stands for a section that isn't there. */
  static Mapping absent(Place place) {
    return new Mapping(place, Map.of());
  }

  /**
   * Text, a number, a boolean, a date or nothing.
   *
   * @param text as written, references to the environment replaced
   * @param value its resolution
   * @param interpolated whether the text came, at least in part, from the environment
   * @param source what to write for it in a map
   */
  record Scalar(
      Place place, String text, YamlScalar value, boolean interpolated, @Nullable Object source)
      implements ConfigNode {

    @Override
    public String kind() {
      return value.kind().words();
    }

    @Override
    public @Nullable Object toValue() {
      return value.value();
    }

    @Override
    public @Nullable Object toSource() {
      return source;
    }

    @Override
    public boolean isNull() {
      return value.kind() == YamlScalar.Kind.NULL;
    }

    @Override
    public boolean isBroken() {
      return value.kind() == YamlScalar.Kind.BROKEN;
    }

    @Override
    public String toString() {
      return place + " is " + kind();
    }
  }

  record Sequence(Place place, List<ConfigNode> elements) implements ConfigNode {
    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public List<@Nullable Object> toValue() {
      List<@Nullable Object> values = new ArrayList<>();
      elements.forEach(element -> values.add(element.toValue()));
      return Collections.unmodifiableList(values);
    }

    @Override
    public List<@Nullable Object> toSource() {
      List<@Nullable Object> values = new ArrayList<>();
      elements.forEach(element -> values.add(element.toSource()));
      return Collections.unmodifiableList(values);
    }

    @Override
    public String toString() {
      return place + " is a list";
    }
  }

  record Mapping(Place place, Map<String, ConfigNode> entries) implements ConfigNode {
    @Override
    public String kind() {
      return "a mapping";
    }

    @Override
    public Map<String, @Nullable Object> toValue() {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      entries.forEach((key, entry) -> values.put(key, entry.toValue()));
      return Collections.unmodifiableMap(values);
    }

    @Override
    public Map<String, @Nullable Object> toSource() {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      entries.forEach((key, entry) -> values.put(key, entry.toSource()));
      return Collections.unmodifiableMap(values);
    }

    @Override
    public String toString() {
      return place + " is a mapping";
    }
  }
}
