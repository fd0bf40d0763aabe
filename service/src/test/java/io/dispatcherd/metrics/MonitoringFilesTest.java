package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The dashboard and the alert rules ask for what there is. */
class MonitoringFilesTest {
  /** Tests run in the folder of the module. */
  private static final Path FOLDER = Path.of("../docs/monitoring");

  private static final Pattern METRIC = Pattern.compile("\\b(?:dispatcher|jvm)_\\w+");

  /** A metric and the labels that it is selected by. */
  private static final Pattern SELECTOR =
      Pattern.compile("(?<metric>(?:dispatcher|jvm)_\\w+)\\{(?<labels>[^}]*)}");

  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!=|!~|=)\\s*\"");

  /** Labels that Prometheus adds. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

  @Test
  void theDashboardParsesAndAsksForMetricsThatExist() throws IOException {
    Map<String, @Nullable Object> dashboard =
        Json.parseObject(Files.readString(FOLDER.resolve("dashboard.json")));

    List<String> queries = new ArrayList<>();
    collect("expr", dashboard, queries);
    collect("query", dashboard, queries);

    assertTrue(queries.size() > 20, queries::toString);
    assertEquals(Set.of(), unknown(queries));
  }

  @Test
  void theAlertRulesParseAndAskForMetricsThatExist() throws IOException {
    List<String> queries = new ArrayList<>();
    collect("expr", rules(), queries);

    assertFalse(queries.isEmpty());
    assertEquals(Set.of(), unknown(queries));
    assertTrue(queries.stream().allMatch(query -> METRIC.matcher(query).find()), queries::toString);
  }

  @Test
  void queriesSelectByLabelsThatTheMetricsHaveAndCloseWhatTheyOpen() throws IOException {
    List<String> queries = new ArrayList<>();
    collect("expr", rules(), queries);
    collect("expr", Json.parseObject(Files.readString(FOLDER.resolve("dashboard.json"))), queries);
    Set<String> unknown = new TreeSet<>();
    int selections = 0;
    for (String query : queries) {
      assertEquals(count(query, '('), count(query, ')'), query);
      assertEquals(count(query, '{'), count(query, '}'), query);
      Matcher selectors = SELECTOR.matcher(query);
      while (selectors.find()) {
        Matcher labels = LABEL.matcher(selectors.group("labels"));
        while (labels.find()) {
          selections++;
          if (!labelsOf(selectors.group("metric")).contains(labels.group(1))) {
            unknown.add(selectors.group());
          }
        }
      }
    }
    assertTrue(selections > 20, () -> "found no more labels than that in " + queries);
    assertEquals(Set.of(), unknown);
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(character -> character == wanted).count();
  }

  private static Set<String> labelsOf(String queried) {
    return Stream.concat(
            OF_PROMETHEUS.stream(),
            ServiceMetrics.ALL.stream()
                .filter(metric -> queriedNames(metric).anyMatch(queried::equals))
                .flatMap(metric -> Stream.of(metric.label().split(", "))))
        .collect(Collectors.toSet());
  }

  @Test
  void everyAlertIsExplained() throws IOException {
    List<String> alerts = new ArrayList<>();
    collect("alert", rules(), alerts);
    List<String> summaries = new ArrayList<>();
    collect("summary", rules(), summaries);

    List<String> explained =
        Files.readAllLines(FOLDER.resolve("README.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("`", 3)[1])
            .toList();

    assertEquals(alerts, explained);
    assertEquals(alerts.size(), summaries.size());
  }

  @Test
  void everyAlertHasATestForPromtoolInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
    List<String> alerts = new ArrayList<>();
    collect("alert", rules(), alerts);
    Set<String> firing = new TreeSet<>();
    Set<String> silent = new TreeSet<>();
    for (Object test : list(yaml("alerts-test.yml"), "tests")) {
      for (Object expected : list(test, "alert_rule_test")) {
        Map<?, ?> one = (Map<?, ?>) expected;
        (one.containsKey("exp_alerts") ? firing : silent).add(String.valueOf(one.get("alertname")));
      }
    }

    assertEquals(Set.copyOf(alerts), firing);
    assertEquals(Set.copyOf(alerts), silent);
  }

  private static List<?> list(@Nullable Object map, String key) {
    return (List<?>) Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(map)).get(key));
  }

  private static Object rules() throws IOException {
    return yaml("alerts.yml");
  }

  private static Object yaml(String file) throws IOException {
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(Files.readString(FOLDER.resolve(file)));
  }

  private static Set<String> unknown(List<String> queries) {
    Set<String> known =
        ServiceMetrics.ALL.stream()
            .flatMap(MonitoringFilesTest::queriedNames)
            .collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    for (String query : queries) {
      Matcher names = METRIC.matcher(query);
      while (names.find()) {
        unknown.add(names.group());
      }
    }
    unknown.removeAll(known);
    return unknown;
  }

  private static Stream<String> queriedNames(Metric metric) {
    String name = metric.exposedName();
    return metric.type() == Metric.Type.HISTOGRAM
        ? Stream.of(name + "_bucket", name + "_sum", name + "_count")
        : Stream.of(name);
  }

  /** The texts under a key, wherever it is. */
  private static void collect(String key, @Nullable Object node, List<String> found) {
    if (node instanceof Map<?, ?> map) {
      if (map.get(key) instanceof String text) {
        found.add(text);
      }
      map.values().forEach(value -> collect(key, value, found));
    } else if (node instanceof List<?> list) {
      list.forEach(item -> collect(key, item, found));
    }
  }
}
