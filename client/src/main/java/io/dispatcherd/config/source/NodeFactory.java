package io.dispatcherd.config.source;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes scalars: the one place where references to the environment are replaced. */
public final class NodeFactory {
  private final Interpolation interpolation;
  private final Problems problems;

  public NodeFactory(Map<String, String> environment, Problems problems) {
    this.interpolation = new Interpolation(environment, problems);
    this.problems = problems;
  }

  Problems problems() {
    return problems;
  }

  /** An unquoted scalar: resolved after its references are replaced. */
  ConfigNode.Scalar plain(Place place, String text) {
    if (!Interpolation.refersToEnvironment(text)) {
      String literal = unescape(place, text);
      return scalar(place, literal, YamlScalar.plain(literal));
    }
    int before = problems.count();
    String expanded = interpolation.expand(place, text);
    if (problems.count() > before) {
      return scalar(place, "", YamlScalar.BROKEN);
    }
    // Kept unexpanded: the next reader of the map has the same environment, and secrets stay
    // there.
    return new ConfigNode.Scalar(place, expanded, YamlScalar.plain(expanded), true, text);
  }

  /** A quoted scalar: always text. */
  ConfigNode.Scalar quoted(Place place, String text) {
    int before = problems.count();
    String expanded = unescape(place, text);
    if (problems.count() > before) {
      return scalar(place, "", YamlScalar.BROKEN);
    }
    return new ConfigNode.Scalar(
        place,
        expanded,
        YamlScalar.text(expanded),
        Interpolation.refersToEnvironment(text),
        Interpolation.escape(expanded));
  }

  /** A value that isn't text and was given as such in a map. */
  ConfigNode.Scalar literal(Place place, YamlScalar.Kind kind, @Nullable Object value) {
    return scalar(place, String.valueOf(value), new YamlScalar(kind, value));
  }

  private String unescape(Place place, String text) {
    return Interpolation.concerns(text) ? interpolation.expand(place, text) : text;
  }

  private static ConfigNode.Scalar scalar(Place place, String text, YamlScalar value) {
    Object source = value.value();
    return new ConfigNode.Scalar(
        place,
        text,
        value,
        false,
        source instanceof String literal ? Interpolation.escape(literal) : source);
  }
}
