package io.dispatcherd.config.schema;

import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A cron expression, as far as it can be told without knowing cron: five fields. */
public record CronType() implements OptionType<String> {
  private static final Pattern FIELD = Pattern.compile("[0-9A-Za-z*/,?#-]+");

  @Override
  public Optional<String> read(ConfigNode node, Problems problems) {
    Optional<String> text = OptionTypes.text().read(node, problems);
    if (text.isPresent() && !isCron(text.get())) {
      problems.add(
          node.place(),
          "expected five fields (minute, hour, day of month, month, day of week), such as"
              + " \"*/5 * * * *\"");
      return Optional.empty();
    }
    return text;
  }

  private static boolean isCron(String expression) {
    List<String> fields = List.of(expression.strip().split("\\s+"));
    return fields.size() == 5 && fields.stream().allMatch(it -> FIELD.matcher(it).matches());
  }

  @Override
  public Map<String, Object> schema() {
    String fields = "^\\s*" + FIELD + "(\\s+" + FIELD + "){4}\\s*$";
    return Map.of(
        "type",
        "string",
        "anyOf",
        List.of(Map.of("pattern", fields), Map.of("pattern", SchemaDocument.REFERENCE_PATTERN)));
  }

  @Override
  public String words() {
    return "text";
  }
}
