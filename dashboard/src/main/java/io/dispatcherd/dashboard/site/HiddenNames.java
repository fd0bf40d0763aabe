package io.dispatcherd.dashboard.site;

import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Names of values that nobody is shown, in lower case, at every depth of arguments and results.
 * What isn't hidden stays as it was sent, to the letter. Immutable.
 */
record HiddenNames(Set<String> names) {
  private static final String HIDDEN = "\"(hidden)\"";
  private static final String UNREADABLE = "\"(hidden, since it can't be read)\"";

  /** What is too deep or too long for this was refused when it was submitted. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2_000)
                  .maxNumberLength(100_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  HiddenNames {
    names = Set.copyOf(names);
  }

  /** The JSON without these values. */
  String in(String json) {
    if (names.isEmpty()) {
      return json;
    }
    StringBuilder shown = new StringBuilder(json.length());
    int copied = 0;
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        if (token == JsonToken.PROPERTY_NAME
            && names.contains(parser.currentName().toLowerCase(Locale.ROOT))) {
          parser.nextToken();
          int start = (int) parser.currentTokenLocation().getCharOffset();
          parser.skipChildren();
          parser.finishToken();
          int end = (int) parser.currentLocation().getCharOffset();
          shown.append(json, copied, start).append(HIDDEN);
          copied = end;
        }
        token = parser.nextToken();
      }
    } catch (JacksonException e) {
      return UNREADABLE;
    }
    return shown.append(json, copied, json.length()).toString();
  }
}
