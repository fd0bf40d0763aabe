package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.publish.Dispatcherd;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispatcherctlMainTest {
  private static final String CONFIG =
      """
      version: 2
      brokers:
        socket: {socket_path: test.sock}
      """;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String config = "";

  @BeforeEach
  void writeConfiguration(@TempDir Path folder) throws IOException {
    config = Files.writeString(folder.resolve("dispatcher.yml"), CONFIG).toString();
  }

  private int execute(AnsweringBroker broker, String... arguments) {
    return new DispatcherctlMain(
            settings -> Dispatcherd.over(broker),
            new PrintWriter(out, true),
            new PrintWriter(err, true))
        .execute(arguments);
  }

  @Nested
  class Replies {
    private final AnsweringBroker one = new AnsweringBroker("{\"node_id\": \"a\"}");

    @Test
    void areAYamlListByDefault() {
      assertEquals(0, execute(one, "--config", config, "alive"));
      assertEquals("- node_id: a\n", out.toString());
      assertEquals("", err.toString());
    }

    @Test
    void areJsonIfAskedFor() {
      assertEquals(0, execute(one, "alive", "--config", config, "--output", "json"));
      assertEquals("[{\"node_id\":\"a\"}]", out.toString().replaceAll("\\s", ""));
    }

    @Test
    void areEnoughIfTheyAreAsManyAsExpected() {
      AnsweringBroker two = new AnsweringBroker("{\"node_id\": \"a\"}", "{\"node_id\": \"b\"}");
      assertEquals(0, execute(two, "--config", config, "--expected-replies", "2", "alive"));
      assertEquals("- node_id: a\n- node_id: b\n", out.toString());
    }

    @Test
    void ofAllServicesAreGatheredWhereThereMayBeSeveral() throws IOException {
      Files.writeString(
          Path.of(config), "version: 2\nbrokers: {pg_notify: {config: {}, channels: [a]}}\n");
      for (String command : List.of("alive", "running", "cancel --uuid U", "workers")) {
        AnsweringBroker two = new AnsweringBroker("{\"node_id\": \"a\"}", "{\"node_id\": \"b\"}");
        String[] line = (command + " --config " + config).split(" ");
        assertEquals(0, execute(two, line), command);
        assertEquals("- node_id: a\n- node_id: b\n", out.toString(), command);
        out.getBuffer().setLength(0);
      }
    }

    @Test
    void areNotWaitedForWhenTheyAreAsManyAsExpected() throws IOException {
      Files.writeString(
          Path.of(config), "version: 2\nbrokers: {pg_notify: {config: {}, channels: [a]}}\n");
      assertEquals(0, execute(one, "alive", "--config", config, "--expected-replies", "1"));
      assertEquals(1, one.waits.size());
      AnsweringBroker acknowledging = new AnsweringBroker("{\"node_id\": \"a\"}");
      assertEquals(0, execute(acknowledging, "run", "--config", config, "--task", "T"));
      assertEquals(1, acknowledging.waits.size());
    }

    @Test
    void areShownButFailIfTheyAreFewerThanExpected() {
      assertEquals(
          1, execute(one, "--config", config, "--expected-replies=2", "alive", "--timeout=0.05"));
      assertEquals("- node_id: a\n", out.toString());
      assertEquals(
          "dispatcherctl: 1 of 2 services answered within 0.05 s over socket test.sock\n",
          err.toString());
    }

    @Test
    void thatAreErrorsAreShownAndFail() {
      AnsweringBroker refusing =
          new AnsweringBroker("{\"error\": \"No task named T\", \"node_id\": \"a\"}");
      assertEquals(1, execute(refusing, "--config", config, "run", "--task", "T"));
      assertEquals("- error: No task named T\n  node_id: a\n", out.toString());
      assertEquals("dispatcherctl: a: No task named T\n", err.toString());
    }

    @Test
    void thatAreMissingAreExplained() {
      assertEquals(
          1, execute(new AnsweringBroker(), "--config", config, "alive", "--timeout", "0.05"));
      assertEquals("[]\n", out.toString());
      assertTrue(
          err.toString().contains("no service answered within 0.05 s over socket test.sock"));
    }
  }

  @Nested
  class Questions {
    private final AnsweringBroker broker = new AnsweringBroker("{\"node_id\": \"a\"}");

    private @Nullable Object data() {
      return broker.asked.getFirst().get("control_data");
    }

    @Test
    void namesTheCommand() {
      execute(broker, "--config", config, "workers");
      assertEquals("workers", broker.asked.getFirst().get("control"));
      assertEquals("reply_to_test", broker.asked.getFirst().get("reply_to"));
    }

    @Test
    void carryAFilter() {
      execute(broker, "running", "--config", config, "--task", "t", "--args", "[3]", "--kwargs={}");
      assertEquals(Map.of("task", "t", "args", List.of(3), "kwargs", Map.of()), data());
    }

    @Test
    void carryAPage() {
      execute(broker, "running", "--config", config, "--limit", "50", "--after", "queued-41");
      assertEquals(Map.of("limit", 50, "after", "queued-41"), data());
    }

    @Test
    void carryATask() {
      String[] arguments =
          """
          run --config %s --task T --args [3] --kwargs {"a":1.5} --uuid U --timeout 5 --delay 1 \
          --on-duplicate serial\
          """
              .formatted(config)
              .split(" ");
      assertEquals(0, execute(broker, arguments));
      assertEquals(
          Map.of(
              "task",
              "T",
              "args",
              List.of(3),
              "kwargs",
              Map.of("a", 1.5),
              "uuid",
              "U",
              "timeout",
              5,
              "delay",
              1,
              "on_duplicate",
              "serial"),
          data());
    }

    @Test
    void ofRunTellTheTwoTimeoutsApart() {
      execute(broker, "--config", config, "--timeout=2", "run", "--task=T", "--timeout=60");
      assertEquals(Map.of("task", "T", "timeout", 60), data());
      assertTrue(broker.waits.getFirst().toSeconds() <= 2);
    }

    @Test
    void ofRunHaveANameForEachOfTheTwoTimeouts() {
      execute(
          broker, "run", "--config", config, "--task=T", "--task-timeout=60", "--reply-timeout=2");
      assertEquals(Map.of("task", "T", "timeout", 60), data());
      assertTrue(broker.waits.getFirst().toSeconds() <= 2);
    }

    @Test
    void forTimesAreAskedByTablesByThemselves() {
      execute(broker, "running", "--config", config, "--output", "table");
      assertEquals(Map.of("times", true), data());
    }

    @Test
    void needNothingThatOnlyTheServiceNeeds() throws IOException {
      Files.writeString(
          Path.of(config),
          """
          version: 2
          service: {main_kwargs: {node_id: "${SURELY_NOT_SET}"}}
          brokers:
            socket: {socket_path: test.sock}
            pg_notify: {config: {password: "${SURELY_NOT_SET}"}, channels: [a]}
          publish: {default_broker: pg_notify, default_control_broker: socket}
          """);
      assertEquals(0, execute(broker, "alive", "--config", config), err::toString);
    }

    @Test
    void mayCancelEverythingOnlyIfTheySaySo() {
      assertEquals(2, execute(broker, "--config", config, "cancel"));
      assertTrue(err.toString().contains("--all"));
      assertEquals(0, execute(broker, "--config", config, "cancel", "--all"));
      assertEquals(Map.of("all", true), data());
    }

    @ParameterizedTest
    @CsvSource({"aio_tasks, --limit, limit", "memory_offenders, --group-by, group_by"})
    void haveArgumentsOfTheirOwn(String command, String option, String key) {
      assertEquals(0, execute(broker, "--config", config, command, option, "3"));
      assertTrue(data() instanceof Map<?, ?> data && data.containsKey(key));
    }

    @Test
    void leaveTheLevelToTheServiceToJudge() {
      execute(broker, "--config", config, "set_log_level", "--level", "debug");
      assertEquals(Map.of("level", "debug"), data());
    }
  }

  @Nested
  class WrongUsage {
    /** Every argument of every command, with something that can't be its value. */
    static Stream<Arguments> wrongArguments() {
      return AskedCommand.ALL.stream()
          .flatMap(
              command ->
                  Stream.concat(
                          command.arguments().stream()
                              .filter(argument -> WRONG.containsKey(argument.type()))
                              .map(
                                  argument ->
                                      List.of(
                                          argument.option(),
                                          String.valueOf(WRONG.get(argument.type())))),
                          Stream.of(
                              List.of("--output", "xml"),
                              List.of("--expected-replies", "0"),
                              List.of("--nonsense", "x")))
                      .map(wrong -> Arguments.of(command, wrong.get(0), wrong.get(1))));
    }

    private static final Map<ArgumentType, String> WRONG =
        Map.of(
            ArgumentType.COUNT, "many",
            ArgumentType.SECONDS, "soon",
            ArgumentType.LIST, "{}",
            ArgumentType.OBJECT, "[3",
            ArgumentType.DUPLICATE_RULE, "never");

    @ParameterizedTest
    @MethodSource("wrongArguments")
    void ofEveryCommandHasOneClearErrorThatNamesTheOption(
        AskedCommand command, String option, String value) {
      AnsweringBroker broker = new AnsweringBroker("{}");
      List<String> line = new ArrayList<>(List.of(command.name(), "--config", config));
      command.arguments().stream()
          .filter(argument -> argument.required() && !argument.option().equals(option))
          .forEach(argument -> line.addAll(List.of(argument.option(), "x")));
      line.addAll(List.of(option, value));

      assertEquals(2, execute(broker, line.toArray(String[]::new)));

      assertEquals(List.of(), broker.asked);
      assertEquals("", out.toString());
      List<String> errors = err.toString().lines().toList();
      assertTrue(errors.getFirst().startsWith("dispatcherctl: "), err.toString());
      assertTrue(errors.getFirst().contains(option), err.toString());
      assertEquals("Try: dispatcherctl %s --help".formatted(command.name()), errors.getLast());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "nonsense",
          "alive --nonsense",
          "run",
          "run --task T --args [3",
          "run --task T --args {}",
          "run --task T --kwargs []",
          "run --task T --timeout -1",
          "run --task T --delay soon",
          "run --task T --on-duplicate never",
          "alive --expected-replies 0",
          "alive --timeout x",
          "alive --output xml",
          "--log-level loud alive",
        })
    void exitsWithTwoAndAskNothing(String arguments) {
      AnsweringBroker broker = new AnsweringBroker("{}");
      assertEquals(2, execute(broker, arguments.isEmpty() ? new String[0] : arguments.split(" ")));
      assertTrue(broker.asked.isEmpty());
      assertTrue(err.toString().startsWith("dispatcherctl: "), err.toString());
      assertEquals("", out.toString());
    }

    @Test
    void saysWhereJsonIsWrong() {
      execute(new AnsweringBroker(), "run", "--task", "T", "--args", "[3, nope]");
      assertTrue(err.toString().contains("--args: "), err.toString());
      assertTrue(err.toString().contains("from character 5"), err.toString());
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
      execute(new AnsweringBroker(), "aliv");
      assertEquals(
          """
          dispatcherctl: unknown command "aliv", did you mean "alive"?
          Try: dispatcherctl --help
          """,
          err.toString());
    }
  }

  @Nested
  class Failures {
    @Test
    void forWantOfMemoryAreExplainedWithoutAStackTrace() {
      int status =
          new DispatcherctlMain(
                  settings -> {
                    throw new OutOfMemoryError("Java heap space");
                  },
                  new PrintWriter(out, true),
                  new PrintWriter(err, true))
              .execute("running", "--config", config);
      assertEquals(1, status);
      assertTrue(err.toString().startsWith("dispatcherctl: the reply is too large"));
      assertEquals(1, err.toString().lines().count());
    }

    @Test
    void ofTheBrokerAreExplainedWithoutAStackTrace() {
      int status =
          new DispatcherctlMain(
                  settings -> {
                    throw new BrokerException("socket: nobody listens on test.sock");
                  },
                  new PrintWriter(out, true),
                  new PrintWriter(err, true))
              .execute("alive", "--config", config);
      assertEquals(1, status);
      assertEquals(
          """
          dispatcherctl: socket: nobody listens on test.sock
          """,
          err.toString());
    }

    @Test
    void ofTheConfigurationNameTheFile() {
      assertEquals(1, execute(new AnsweringBroker(), "alive", "--config", "absent.yml"));
      assertEquals("dispatcherctl: absent.yml: there is no such file\n", err.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "-h", "help", "help run", "alive --help", "run -h", "--version"})
  void helpGoesToStandardOutput(String arguments) {
    assertEquals(0, execute(new AnsweringBroker(), arguments.split(" ")));
    assertFalse(out.toString().isEmpty());
    assertEquals("", err.toString());
  }

  @Test
  void anOutputThatCanNotBeWrittenIsAFailure() {
    PrintWriter full =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("No space left on device");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });
    int status =
        new DispatcherctlMain(
                settings -> Dispatcherd.over(new AnsweringBroker("{\"node_id\": \"a\"}")),
                full,
                new PrintWriter(err, true))
            .execute("alive", "--config", config);
    assertEquals(1, status);
    assertEquals("dispatcherctl: can't write to standard output\n", err.toString());
  }

  @Test
  void everyCommandOfTheServiceIsOffered() {
    execute(new AnsweringBroker(), "--help");
    List.of(
            "alive",
            "running",
            "cancel",
            "workers",
            "producers",
            "metrics",
            "main",
            "chunks",
            "aio_tasks",
            "threads",
            "memory",
            "memory_offenders",
            "status",
            "set_log_level",
            "run")
        .forEach(command -> assertTrue(out.toString().contains("  " + command + " "), command));
  }
}
