package io.dispatcherd.config.source;

/** Checks that free values can travel as JSON. */
public final class JsonValues {
  private JsonValues() {}

  /** Whether JSON has these values; reports each that it hasn't. */
  public static boolean check(ConfigNode node, Problems problems) {
    int before = problems.count();
    visit(node, problems);
    return problems.count() == before;
  }

  private static void visit(ConfigNode node, Problems problems) {
    if (node instanceof ConfigNode.Sequence sequence) {
      sequence.elements().forEach(element -> visit(element, problems));
    } else if (node instanceof ConfigNode.Mapping mapping) {
      mapping.entries().values().forEach(entry -> visit(entry, problems));
    } else if (node instanceof ConfigNode.Scalar scalar) {
      if (scalar.value().kind() == YamlScalar.Kind.TIMESTAMP) {
        problems.add(node.place(), "expected text, got a date (put it in quotes)");
      } else if (scalar.value().value() instanceof Double number && !Double.isFinite(number)) {
        problems.add(node.place(), "must be a finite number");
      }
    }
  }
}
