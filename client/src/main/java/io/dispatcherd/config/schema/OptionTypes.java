package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.JsonValues;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.YamlScalar;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The types that options have. */
public final class OptionTypes {
  private OptionTypes() {}

  public static OptionType<Integer> integer(int min, int max) {
    return new WholeNumber(min, max);
  }

  /** As {@link #integer(int, int)}, with other words for what is expected. */
  static OptionType<Integer> integer(int min, int max, String words) {
    return new WholeNumber(min, max, words);
  }

  /** A size in bytes. */
  public static OptionType<Integer> size(int min, int max) {
    return new SizeType(min, max);
  }

  /** A size in bytes. */
  public static OptionType<Integer> sizeFrom(int min) {
    return new SizeType(min, Integer.MAX_VALUE);
  }

  public static OptionType<Integer> integerFrom(int min) {
    return new WholeNumber(min, Integer.MAX_VALUE);
  }

  /** A time, zero allowed. */
  public static OptionType<Duration> seconds() {
    return new SecondsType(true);
  }

  /** A time of more than nothing. */
  public static OptionType<Duration> positiveSeconds() {
    return new SecondsType(false);
  }

  public static OptionType<String> text() {
    return new Text();
  }

  public static OptionType<Boolean> bool() {
    return new Bool();
  }

  public static OptionType<String> choice(String... values) {
    return new Choice(List.of(values));
  }

  public static <T> OptionType<List<T>> listOf(OptionType<T> element) {
    return new ListOf<>(element);
  }

  public static OptionType<Map<String, @Nullable Object>> map() {
    return new AnyMap();
  }

  public static OptionType<List<@Nullable Object>> list() {
    return new AnyList();
  }

  /** Reports that something else was expected, unless the value was reported before. */
  public static void wrongType(ConfigNode node, String expected, Problems problems) {
    if (!node.isBroken()) {
      problems.add(node.place(), "expected " + expected + ", got " + node.kind());
    }
  }

  /** The value of a scalar, if it resolved to this type. */
  static <V> Optional<V> valueOf(ConfigNode node, Class<V> type) {
    return node instanceof ConfigNode.Scalar scalar && type.isInstance(scalar.value().value())
        ? Optional.of(type.cast(scalar.value().value()))
        : Optional.empty();
  }

  private record WholeNumber(int min, int max, String words) implements OptionType<Integer> {
    WholeNumber(int min, int max) {
      this(
          min,
          max,
          max == Integer.MAX_VALUE
              ? "an integer of at least " + min
              : "an integer from " + min + " to " + max);
    }

    @Override
    public Optional<Integer> read(ConfigNode node, Problems problems) {
      boolean isInteger =
          node instanceof ConfigNode.Scalar scalar
              && scalar.value().kind() == YamlScalar.Kind.INTEGER;
      if (!isInteger) {
        wrongType(node, words(), problems);
        return Optional.empty();
      }
      BigInteger number = new BigInteger(String.valueOf(node.toValue()));
      if (number.compareTo(BigInteger.valueOf(min)) < 0
          || number.compareTo(BigInteger.valueOf(max)) > 0) {
        problems.add(node.place(), "expected " + words() + ", got " + number);
        return Optional.empty();
      }
      return Optional.of(number.intValueExact());
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "integer", "minimum", min, "maximum", max);
    }
  }

  private record Text() implements OptionType<String> {
    @Override
    public Optional<String> read(ConfigNode node, Problems problems) {
      Optional<String> text = textOf(node);
      if (text.isEmpty()) {
        wrongType(node, "text" + hint(node), problems);
      } else if (text.get().isBlank()) {
        problems.add(node.place(), "must not be blank");
        return Optional.empty();
      }
      return text;
    }

    private static String hint(ConfigNode node) {
      return node instanceof ConfigNode.Scalar ? " (put it in quotes)" : "";
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "string", "pattern", "\\S");
    }

    @Override
    public String words() {
      return "text";
    }
  }

  /** Text as it stands: what came from the environment is text whatever it looks like. */
  public static Optional<String> textOf(ConfigNode node) {
    return node instanceof ConfigNode.Scalar scalar
            && (scalar.value().kind() == YamlScalar.Kind.TEXT || scalar.interpolated())
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private record Bool() implements OptionType<Boolean> {
    @Override
    public Optional<Boolean> read(ConfigNode node, Problems problems) {
      Optional<Boolean> value = valueOf(node, Boolean.class);
      if (value.isEmpty()) {
        wrongType(node, words(), problems);
      }
      return value;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "boolean");
    }

    @Override
    public String words() {
      return "true or false";
    }
  }

  private record Choice(List<String> values) implements OptionType<String> {
    @Override
    public Optional<String> read(ConfigNode node, Problems problems) {
      Optional<String> text = textOf(node);
      if (text.isEmpty()) {
        wrongType(node, words(), problems);
      } else if (!values.contains(text.get())) {
        String meant =
            Suggestion.nearest(text.get(), values)
                .map(v -> ", did you mean \"" + v + "\"?")
                .orElse("");
        problems.add(node.place(), "expected " + words() + meant);
        return Optional.empty();
      }
      return text;
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("enum", values);
    }

    @Override
    public String words() {
      return "one of " + String.join(", ", values);
    }
  }

  private record ListOf<T>(OptionType<T> element) implements OptionType<List<T>> {
    @Override
    public Optional<List<T>> read(ConfigNode node, Problems problems) {
      if (!(node instanceof ConfigNode.Sequence sequence)) {
        wrongType(node, "a list", problems);
        return Optional.empty();
      }
      List<T> values = new ArrayList<>();
      for (ConfigNode item : sequence.elements()) {
        if (item.isNull()) {
          wrongType(item, element.words(), problems);
        } else {
          element.read(item, problems).ifPresent(values::add);
        }
      }
      boolean complete = values.size() == sequence.elements().size();
      return complete ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "array", "items", element.schema());
    }

    @Override
    public String words() {
      return "a list, each one " + element.words();
    }
  }

  private record AnyMap() implements OptionType<Map<String, @Nullable Object>> {
    @Override
    public Optional<Map<String, @Nullable Object>> read(ConfigNode node, Problems problems) {
      if (node instanceof ConfigNode.Mapping mapping && JsonValues.check(node, problems)) {
        return Optional.of(mapping.toValue());
      }
      if (!(node instanceof ConfigNode.Mapping)) {
        wrongType(node, words(), problems);
      }
      return Optional.empty();
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "object");
    }

    @Override
    public String words() {
      return "a mapping";
    }
  }

  private record AnyList() implements OptionType<List<@Nullable Object>> {
    @Override
    public Optional<List<@Nullable Object>> read(ConfigNode node, Problems problems) {
      if (node instanceof ConfigNode.Sequence sequence && JsonValues.check(node, problems)) {
        return Optional.of(sequence.toValue());
      }
      if (!(node instanceof ConfigNode.Sequence)) {
        wrongType(node, words(), problems);
      }
      return Optional.empty();
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("type", "array");
    }

    @Override
    public String words() {
      return "a list";
    }
  }
}
