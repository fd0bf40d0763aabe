package io.dispatcherd.tasks.declared;

import io.dispatcherd.messages.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key with names of parameters in braces, such as {@code {team}}, in whose place each submission
 * has its arguments.
 *
 * @param text the key as it is declared
 * @param parameters the names of the task's arguments in their order; empty if they aren't known
 */
public record KeyTemplate(String text, List<String> parameters) {
  private static final Pattern NAME = Pattern.compile("\\{([^{}]*)}");

  /** The names that stand in braces. */
  public static List<String> names(String text) {
    return NAME.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /**
   * The same text.
   *
   * @throws IllegalArgumentException if a name in braces is no parameter, or a brace stands alone
   */
  public static String checked(String text, List<String> parameters) {
    if (!text.isEmpty() && text.isBlank()) {
      throw new IllegalArgumentException("it is blank");
    }
    if (NAME.matcher(text).replaceAll("").matches(".*[{}].*")) {
      throw new IllegalArgumentException(
          "\"%s\" has a brace that is alone; write parameters like {team}".formatted(text));
    }
    for (String name : names(text)) {
      if (name.isEmpty() || (!parameters.isEmpty() && !parameters.contains(name))) {
        throw new IllegalArgumentException(
            "\"%s\" names {%s}, which is no parameter; there are %s"
                .formatted(text, name, parameters.isEmpty() ? "others" : parameters));
      }
    }
    return text;
  }

  /**
   * The key of a submission with these arguments: texts as they are, other values as JSON.
   *
   * @throws IllegalArgumentException if an argument isn't given that the key names
   */
  public String filled(
      List<? extends @Nullable Object> args, Map<?, ? extends @Nullable Object> kwargs) {
    Matcher matcher = NAME.matcher(text);
    List<String> missing = new ArrayList<>();
    String filled =
        matcher.replaceAll(
            found -> {
              String name = found.group(1);
              int index = parameters.indexOf(name);
              if (kwargs.containsKey(name)) {
                return Matcher.quoteReplacement(written(kwargs.get(name)));
              }
              if (index >= 0 && index < args.size()) {
                return Matcher.quoteReplacement(written(args.get(index)));
              }
              missing.add(name);
              return "";
            });
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "the key \"%s\" names the arguments %s, which aren't given%s"
              .formatted(
                  text,
                  missing,
                  parameters.isEmpty()
                      ? " by name; compile with -parameters or dispatcherd's annotation processor"
                      : ""));
    }
    return filled;
  }

  private static String written(@Nullable Object value) {
    return value instanceof String string ? string : Json.write(value);
  }
}
