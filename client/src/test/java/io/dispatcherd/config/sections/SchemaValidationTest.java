package io.dispatcherd.config.sections;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dispatcherd.config.ConfigurationErrorsTest;
import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Fixtures;
import io.dispatcherd.config.source.ConfigNode;
import io.dispatcherd.config.source.NodeFactory;
import io.dispatcherd.config.source.Problems;
import io.dispatcherd.config.source.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The committed schema, as a validator that isn't ours understands it. */
class SchemaValidationTest {
  private static final Path ROOT = Path.of("..");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final JsonNode COMMITTED = committed();
  private static final Schema SCHEMA = REGISTRY.getSchema(COMMITTED);

  /** What no schema can say, by the mistake, with the reason. */
  private static final Map<String, String> BEYOND_A_SCHEMA =
      Map.of(
          "service: pool_kwargs: {min_workers: 1.0}",
          "to a schema this is an integer",
          "service: main_kwargs: {max_message_bytes: 1B}",
          "a pattern compares no values",
          "service: pool_kwargs: {cancel_wait: 99999d}",
          "a pattern compares no values",
          "service: main_kwargs: {node_id: 2024-01-01}",
          "JSON has no dates, only text",
          "pg_notify: {config: {}, max_connection_idle_seconds: 1}",
          "no keyword compares two values",
          "pg_notify: {config: {conninfo: 'dbname'}}",
          "the syntax of libpq's strings",
          "brokers: {socket: {socket_path: \"a\\0b\"}}",
          "what a path is depends on the system",
          "producers: {OnStartProducer: {task_list: {a.b: {args: [.nan]}}}}",
          "JSON has no such number",
          "producers: {ScheduledProducer: {task_schedule: {a.b: {cron: '* * * * *', timezone:"
              + " Europe/Berln}}}}",
          "the time zones are those of the JVM");

  /** Sound configurations that stand in the code of other tests. */
  @SuppressWarnings("unused") // read by JUnit
  private static final List<String> OF_OTHER_TESTS =
      List.of(
          "",
          "brokers: {socket: {socket_path: a}, pg_notify: {config: {}}}",
          "service: {pool_kwargs: {min_workers: 500}}",
          "service:\n  metrics_kwargs:",
          "service: {metrics_kwargs: null, process_manager_kwargs: {spare_workers: 2}}",
          "service:\n  pool_kwargs:\n    min_workers: ${N:-3}",
          "brokers: {pg_notify: {config: {conninfo: 'dbname=x'}, channels: ['é']}}",
          "brokers: {pg_notify: {embedded: true}}",
          "brokers: {pg_notify: {embedded: data, config: null}}",
          "brokers: {pg_notify: {embedded: false, config: {}}}",
          "brokers: {pg_notify: {sync_connection_factory: com.example.Pool}}",
          "brokers: {pg_notify: {async_connection_factory: com.example.Pool, config: {port: 1}}}",
          "brokers: {pg_notify: {config: {}, max_connection_idle_seconds: null,"
              + " max_self_check_message_age_seconds: null}}",
          "brokers: {dispatcherd.testing.brokers.noop: , dispatcherd.testing.brokers.memory: {}}",
          "brokers: {com.example.Own$Broker: {any: [thing]}}",
          "brokers: {com.example.Own: {}}\npublish: {default_broker: com.example.Own}",
          "brokers: {socket: {socket_path: a}}\npublish: {default_broker: '${B:-socket}'}",
          "producers: {ControlProducer: , ScheduledProducer: , OnStartProducer: {}}",
          "producers: {ScheduledProducer: {task_schedule: {a.b: {cron: '0 0 1 1 *'}}}}",
          "producers: {ScheduledProducer: {task_schedule: {'any (key)': {task: a, schedule: 1}}}}",
          "producers: {OnStartProducer: {task_list: {a.b: {callbacks: [{task: c}], delay: 1}}}}");

  private static JsonNode committed() {
    try {
      return JsonMapper.shared().readTree(Files.readString(ROOT.resolve("schema.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The errors of the validator in a configuration, whose references stay references. */
  private static List<String> errors(String yaml) {
    Problems problems = new Problems("test.yml");
    ConfigNode root = new YamlReader(new NodeFactory(System.getenv(), problems)).read(yaml);
    JsonNode json = JsonMapper.shared().valueToTree(root.toSource());
    return SCHEMA.validate(json).stream().map(Object::toString).toList();
  }

  private static void assertAccepted(String yaml) {
    assertEquals(List.of(), errors(yaml), yaml);
  }

  private static void assertRefused(String yaml) {
    assertFalse(errors(yaml).isEmpty(), () -> "accepted: " + yaml);
  }

  @Test
  void schemaIsOneByTheRulesOfTheDraft() {
    Schema draft =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    assertEquals(List.of(), draft.validate(COMMITTED));
  }

  static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(List.of(ROOT.resolve("dispatcher.yml")));
    files.add(Fixtures.file("full.yml"));
    files.add(Fixtures.file("shared-with-python.yml"));
    try (Stream<Path> examples = Files.walk(ROOT.resolve("examples"))) {
      examples
          .filter(file -> file.endsWith("dispatcher.yml") && !file.toString().contains("target"))
          .forEach(files::add);
    }
    return files;
  }

  @ParameterizedTest
  @MethodSource("files")
  void filesThatLoadAreAccepted(Path file) throws IOException {
    assertAccepted(Files.readString(file));
  }

  /** The examples of the documents; parts of a file get the version they lack. */
  static List<String> examples() throws IOException {
    Pattern block = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL);
    Pattern section =
        Pattern.compile("^(version|service|worker|brokers|producers|publish):", Pattern.MULTILINE);
    List<String> examples = new ArrayList<>();
    try (Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
      List<Path> all = new ArrayList<>(pages.filter(it -> it.toString().endsWith(".md")).toList());
      all.add(ROOT.resolve("README.md"));
      for (Path page : all) {
        Matcher matcher = block.matcher(Files.readString(page));
        while (matcher.find()) {
          if (section.matcher(matcher.group(1)).lookingAt()) {
            examples.add(matcher.group(1));
          }
        }
      }
    }
    assertTrue(examples.size() >= 3, examples.toString());
    return examples.stream()
        .map(text -> text.startsWith("version:") ? text : "version: 2\n" + text)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesOfTheDocumentsAreAccepted(String yaml) {
    assertAccepted(yaml);
  }

  @ParameterizedTest
  @FieldSource("OF_OTHER_TESTS")
  void soundConfigurationIsAccepted(String sections) {
    String yaml = "version: 2\n" + sections;

    assertDoesNotThrow(() -> Fixtures.read(yaml));
    assertAccepted(yaml);
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything-wrong.yml", "python-only.yml"})
  void brokenFilesAreRefused(String name) throws IOException {
    assertRefused(Files.readString(Fixtures.file(name)));
  }

  /** Every mistake that {@link ConfigurationErrorsTest} knows, and what stands before it. */
  static Stream<List<String>> mistakes() throws ReflectiveOperationException {
    return Stream.of(
            rows(ConfigurationErrorsTest.class, "valueThatDoesNotFitIsExplained", "service: "),
            rows(
                ConfigurationErrorsTest.PgNotify.class,
                "impossibleCombinationIsExplained",
                "pg_notify: "),
            rows(ConfigurationErrorsTest.class, "mistakeInAnotherSectionIsExplained", ""))
        .flatMap(rows -> rows);
  }

  private static Stream<List<String>> rows(Class<?> test, String method, String before)
      throws ReflectiveOperationException {
    CsvSource rows =
        test.getDeclaredMethod(method, String.class, String.class).getAnnotation(CsvSource.class);
    return Arrays.stream(rows.value())
        .map(row -> List.of(before, row.substring(0, row.indexOf(" | "))));
  }

  private static String yaml(List<String> mistake) {
    return "version: 2\n"
        + switch (mistake.get(0)) {
          case "service: " -> "service:\n  " + mistake.get(1);
          case "pg_notify: " -> "brokers:\n  pg_notify: " + mistake.get(1);
          default -> mistake.get(1);
        };
  }

  @Test
  void everyMistakeIsRefusedButThoseThatNoSchemaCanExpress() throws ReflectiveOperationException {
    Set<String> accepted = new TreeSet<>();
    for (List<String> mistake : mistakes().toList()) {
      String yaml = yaml(mistake);
      assertThrows(ConfigurationException.class, () -> Fixtures.read(yaml));
      if (errors(yaml).isEmpty()) {
        accepted.add(mistake.get(0) + mistake.get(1));
      }
    }
    assertEquals(new TreeSet<>(BEYOND_A_SCHEMA.keySet()), accepted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "version: 1",
        "version: '2'",
        "version: 2\nbrokers: {pg_notify: }",
        "version: 2\nbrokers: {socket: }",
        "version: 2\nbrokers: {pg_notify: {embedded: false}}",
        "version: 2\nbrokers: {pg_notify: {config: {}, signing: null}}",
        "version: 2\nbrokers: {socket: {socket_path: a, signing: null}}",
        "version: 2\nbrokers: {pg_notify: {sync_connection_factory: null}}",
        "version: 2\nproducers: {ScheduledProducer: {task_schedule: {a.b: }}}",
        "version: 2\nproducers: {ScheduledProducer: {task_schedule: {a.b: {schedule: 1, cron:"
            + " '* * * * *'}}}}",
        "version: 2\nbrokers: {socket: {socket_path: a}}\npublish: {default_broker: pg_notify}",
        "version: 2\nbrokers: {socket: {socket_path: a}}\npublish: {default_control_broker: pg}",
      })
  void combinationThatCanNotBeIsRefused(String yaml) {
    assertThrows(ConfigurationException.class, () -> Fixtures.read(yaml));
    assertRefused(yaml);
  }
}
