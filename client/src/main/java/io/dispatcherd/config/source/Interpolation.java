package io.dispatcherd.config.source;

import java.util.Map;

/**
 * Replaces references to the environment in a text: {@code ${NAME}}, and {@code ${NAME:-default}}
 * for one that may be unset or empty. To write the beginning of a reference literally, put a second
 * dollar sign before it. A dollar sign anywhere else is itself.
 */
public final class Interpolation {
  private final Map<String, String> environment;
  private final Problems problems;

  Interpolation(Map<String, String> environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  static boolean concerns(String text) {
    return text.contains("${");
  }

  /** Whether the text has a reference, not just escaped ones. */
  static boolean refersToEnvironment(String text) {
    return concerns(text.replace("$${", ""));
  }

  /** Writes a text so that it is read back as itself. */
  public static String escape(String text) {
    return text.replace("${", "$${");
  }

  /** The text with its references replaced; those that can't be are reported and left out. */
  String expand(Place place, String text) {
    StringBuilder expanded = new StringBuilder();
    int position = 0;
    while (position < text.length()) {
      if (text.startsWith("$${", position)) {
        expanded.append("${");
        position += 3;
      } else if (text.startsWith("${", position)) {
        int end = text.indexOf('}', position);
        if (end < 0) {
          problems.add(place, "a reference ${… has no closing brace; write $${ for a literal ${");
          return expanded.toString();
        }
        expanded.append(lookUp(place, text.substring(position + 2, end)));
        position = end + 1;
      } else {
        expanded.append(text.charAt(position));
        position++;
      }
    }
    return expanded.toString();
  }

  private String lookUp(Place place, String reference) {
    int separator = reference.indexOf(":-");
    String name = separator < 0 ? reference : reference.substring(0, separator);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      problems.add(
          place,
          "a reference must be ${NAME} or ${NAME:-default}, NAME of letters, digits and _;"
              + " write $${ for a literal ${");
      return "";
    }
    String value = environment.get(name);
    if (value != null) {
      UnreadableText.problem(name, value).ifPresent(problem -> problems.add(place, problem));
    }
    if (separator >= 0) {
      return value == null || value.isEmpty() ? reference.substring(separator + 2) : value;
    }
    if (value == null) {
      problems.add(
          place,
          "the environment variable " + name + " isn't set; set it or write ${" + name + ":-…}");
      return "";
    }
    return value;
  }
}
