package io.dispatcherd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that name the test for each thing they say name tests that there are. */
class FeaturesPageTest {
  private static final Pattern ROW = Pattern.compile("\\|.*\\| *([^|]*?) *\\|");
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w*(?:\\.\\w+)+)`");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docs/development/features.md",
        "docs/development/limits.md",
        "docs/development/promises.md"
      })
  void everyRowNamesTestsThatExist(String page) throws IOException {
    Set<String> tests = TestSources.methods();
    List<String> wrong = new ArrayList<>();
    List<String> rows = rows(TestSources.root().resolve(page));
    for (String row : rows) {
      Matcher columns = ROW.matcher(row);
      List<String> named =
          columns.matches()
              ? NAME.matcher(columns.group(1)).results().map(name -> name.group(1)).toList()
              : List.of();
      if (named.isEmpty()) {
        wrong.add("names no test: " + row);
      }
      named.stream()
          .filter(name -> !tests.contains(name))
          .forEach(name -> wrong.add("no such test: " + name));
    }
    assertFalse(rows.isEmpty());
    assertEquals("", String.join("\n", wrong));
  }

  /** The rows of all tables, without their heads. */
  private static List<String> rows(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("|"))
        .filter(line -> !line.startsWith("|---") && !line.endsWith("| test |"))
        .toList();
  }
}
