package io.dispatcherd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ConfigurationErrorsTest {

  private static List<String> problemsOf(Path file) {
    return assertThrows(ConfigurationException.class, () -> Settings.fromFile(file, Map.of()))
        .problems()
        .stream()
        .map(Object::toString)
        .toList();
  }

  private static String problemWith(String yaml) {
    ConfigurationException failure =
        assertThrows(ConfigurationException.class, () -> Fixtures.read(yaml));
    assertEquals(1, failure.problems().size(), failure.getMessage());
    return failure.problems().get(0).toString();
  }

  @Test
  void allProblemsOfAFileAreReportedInItsOrder() {
    assertEquals(
        List.of(
            "service.pool_kwargs.min_workers (line 4): must not exceed max_workers, but 9 is more"
                + " than 3",
            "service.main_kwargs.node_id (line 7): expected text (put it in quotes), got an"
                + " integer",
            "service.metrics_kwargs.port (line 9): expected an integer from 0 to 65535, got 70000",
            "service.process_manager_cls (line 10): expected one of ForkServerManager,"
                + " ProcessManager, SpawnServerManager, ThreadManager, did you mean"
                + " \"ThreadManager\"?",
            "brokers.pg_notify.chanels (line 14): unknown option, did you mean \"channels\"?",
            "brokers.socket.socket_path (line 16): is required: path",
            "producers.ScheduledProducer.task_schedule.a.b (line 20): has both schedule and cron;"
                + " leave one out",
            "producers.ScheduledProducer.task_schedule.c.d (line 21): needs schedule (seconds) or"
                + " cron",
            "publish.default_broker (line 23): \"sockets\" isn't listed in brokers, did you mean"
                + " \"socket\"?",
            "servce (line 24): unknown section, did you mean \"service\"?"),
        problemsOf(Fixtures.file("everything-wrong.yml")));
  }

  @Test
  void messageNamesTheFileAndCountsTheProblems() {
    Path file = Fixtures.file("everything-wrong.yml");

    String message =
        assertThrows(ConfigurationException.class, () -> Settings.fromFile(file, Map.of()))
            .toString();

    assertTrue(message.contains(file + " has 10 problems:\n  service.pool_kwargs"), message);
  }

  @Test
  void pythonOnlyNamesAreExplained() {
    List<String> problems = problemsOf(Fixtures.file("python-only.yml"));

    assertEquals(
        List.of(
            "worker.worker_cls (line 3): \"my_app.workers.make_worker\" is a Python name and means"
                + " nothing on the JVM; name a worker class instead, such as com.example.Name",
            "brokers.pg_notify.sync_connection_factory (line 6): \"my_app.db.get_connection\" is a"
                + " Python name and means nothing on the JVM; name a connection factory class"
                + " instead, such as com.example.Name",
            "brokers.my_app.brokers.special (line 7): \"my_app.brokers.special\" is a Python name"
                + " and means nothing on the JVM; name a broker class instead, such as"
                + " com.example.Name",
            "producers.ScheduledProducer.task_schedule.lambda: __import__(\"time\").sleep(1)"
                + " (line 11): a Python lambda can't run on the JVM; declare a task with @Task and"
                + " give its name, such as com.example.Tasks.tick"),
        problems);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "service: {}", "version: 1", "version: '2'", "version: [2]"})
  void otherVersionsAreRefusedBeforeAnythingElse(String yaml) {
    String problem = problemWith(yaml);

    assertTrue(
        problem.endsWith("Current config version is 2, config version must match this"), problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "pool_kwargs: {min_workers: -1} | expected an integer of at least 0, got -1",
        "pool_kwargs: {min_workers: 1.0} | expected an integer of at least 0, got a fraction",
        "pool_kwargs: {min_workers: yes} | expected an integer of at least 0, got true or false",
        "pool_kwargs: {max_queued: 99999999999} | expected an integer of at least 1, got"
            + " 99999999999",
        "pool_kwargs: {cancel_wait: -0.5} | expected a time, 0 or more and at most a hundred"
            + " years, got -0.5",
        "pool_kwargs: {cancel_wait: .inf} | expected a time, 0 or more and at most a hundred"
            + " years, got Infinity",
        "pool_kwargs: {cancel_wait: .nan} | expected a time, 0 or more and at most a hundred"
            + " years, got NaN",
        "pool_kwargs: {cancel_wait: null} | expected a time, 0 or more, got null; leave it out"
            + " for the default (5.0)",
        "pool_kwargs: {cancel_wait: 5x} | expected a time, 0 or more; as text a time is written"
            + " like 500ms, 5s, 1m30s or 7d, a plain number of seconds without quotes",
        "pool_kwargs: {cancel_wait: 99999d} | expected a time, 0 or more and at most a hundred"
            + " years",
        "main_kwargs: {max_message_bytes: 64KB} | expected a size from 1024 to 25165824 bytes; as"
            + " text a size is written like 500B, 64KiB, 10MiB or 1GiB, a plain number of bytes"
            + " without quotes",
        "main_kwargs: {max_message_bytes: 1B} | expected a size from 1024 to 25165824 bytes, got"
            + " 1B",
        "pool_kwargs: [] | expected a section (a mapping), got a list",
        "process_manager_kwargs: {jvm_args: -Xmx1g} | expected a list, got text",
        "process_manager_kwargs: {jvm_args: [1]} | expected text (put it in quotes), got an"
            + " integer",
        "process_manager_kwargs: {preload_modules: [my_app.tasks]} | \"my_app.tasks\" is a Python"
            + " name and means nothing on the JVM; name a class to initialise early instead, such"
            + " as com.example.Name",
        "main_kwargs: {node_id: 2024-01-01} | expected text (put it in quotes), got a date",
        "main_kwargs: {node_id: ' '} | must not be blank",
      })
  void valueThatDoesNotFitIsExplained(String section, String expected) {
    String problem = problemWith("version: 2\nservice:\n  " + section);

    assertEquals(expected, problem.substring(problem.indexOf("(line 3): ") + 10));
  }

  @Nested
  public class PgNotify {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "{} | needs config, a connection factory or embedded (config: {} for the PG*"
              + " environment variables alone)",
          "{sync_connection_factory: dispatcherd.brokers.pg_notify.connection_saver} | a connection"
              + " saver needs config, which says how to connect (config: {} for the PG*"
              + " environment variables alone)",
          "{config: {}, embedded: true} | can't be used together with config or a factory",
          "{listen_config: {}, embedded: true} | can't be used together with config or a factory",
          "{listen_config: {host: db}} | needs config, a connection factory or embedded (config: {}"
              + " for the PG* environment variables alone)",
          "{config: {}, listen_config: {hots: x}} | unknown option, did you mean \"host\"?",
          "{sync_connection_factory: a.B, embedded: data} | can't be used together with config or"
              + " a factory",
          "{config: {}, max_connection_idle_seconds: 1} | max_self_check_message_age_seconds must"
              + " not exceed max_connection_idle_seconds",
          "{config: {}, max_self_check_message_age_seconds: null} | null needs"
              + " max_connection_idle_seconds: null, which turns the check off",
          "{config: {}, channels: ['']} | must not be blank",
          "{config: {}, channels: [null]} | expected name of a channel, at most 63 bytes, got null",
          "{config: {dbnam: x}} | unknown option, did you mean \"dbname\"?",
          "{config: {conninfo: 'dbname'}} | conninfo: expected keyword=value at character 1; values"
              + " with spaces must be in single quotes",
        })
    void impossibleCombinationIsExplained(String options, String expected) {
      String problem = problemWith("version: 2\nbrokers:\n  pg_notify: " + options);

      assertEquals(expected, problem.substring(problem.indexOf("(line 3): ") + 10));
    }

    @Test
    void channelIsMeasuredInBytes() {
      String longest = "é".repeat(31) + "x";

      assertEquals(
          1,
          Fixtures.read(
                  "version: 2\nbrokers: {pg_notify: {config: {}, channels: [" + longest + "]}}")
              .brokers()
              .size());
      assertEquals(
          "brokers.pg_notify.channels[0] (line 2): channel \""
              + longest
              + "x\" has 64 bytes, at most 63 are possible",
          problemWith(
              "version: 2\nbrokers: {pg_notify: {config: {}, channels: [" + longest + "x]}}"));
    }

    @Test
    void errorInTheConnectionStringShowsNoPassword() {
      String problem =
          problemWith(
              "version: 2\n"
                  + "brokers: {pg_notify: {config: {conninfo: 'password=a hunter2 host=h'}}}");

      assertFalse(problem.contains("hunter2"), problem);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "brokers: {pg_notfy: {}} | unknown broker; expected pg_notify, socket, the name of a"
            + " class, or a name of its own and a type, did you mean \"pg_notify\"?",
        "brokers: {dispatcherd.brokers.socket: {socket_path: a}} | write \"socket\", which the"
            + " Python service understands too",
        "brokers: {dispatcherd.brokers.pg_notify: {}} | write \"pg_notify\", which the Python"
            + " service understands too",
        "brokers: {socket: {socket_path: \"a\\0b\"}} | can't be the path of a file",
        "brokers: {dispatcherd.testing.brokers.memry: {}} | \"dispatcherd.testing.brokers.memry\""
            + " is a Python name and means nothing on the JVM; name a broker class instead, such"
            + " as com.example.Name, did you mean \"dispatcherd.testing.brokers.memory\"?",
        "producers: {SchedulProducer: {}} | unknown producer; expected ScheduledProducer,"
            + " OnStartProducer, ControlProducer or the name of a class, did you mean"
            + " \"ScheduledProducer\"?",
        "producers: {ControlProducer: {a: 1}} | unknown option; nothing is expected here",
        "producers: {OnStartProducer: {task_list: {'print(1)': {}}}} | expected the name of a"
            + " declared task, such as com.example.Tasks.tick",
        "producers: {OnStartProducer: {task_list: {a.b: {args: [.nan]}}}} | must be a finite"
            + " number",
        "producers: {OnStartProducer: {task_list: {a.b: {on_duplicate: serail}}}} | expected one"
            + " of parallel, discard, serial, queue_one, did you mean \"serial\"?",
        "producers: {ScheduledProducer: {task_schedule: {a.b: {cron: '* * *'}}}} | expected five"
            + " fields (minute, hour, day of month, month, day of week), such as \"*/5 * * * *\"",
        "producers: {ScheduledProducer: {task_schedule: {a.b: {cron: '* * * * *', timezone:"
            + " Europe/Berln}}}} | unknown time zone, did you mean \"Europe/Berlin\"?",
        "producers: {ScheduledProducer: {task_schedule: {a.b: {schedule: 1, timezone: UTC}}}} |"
            + " means nothing without cron",
        "producers: {ScheduledProducer: {task_schedule: {a.b: {schedule: 0}}}} | expected a time,"
            + " more than 0 and at most a hundred years, got 0",
        "publish: {default_broker: x} | \"x\" isn't listed in brokers; there are none",
      })
  void mistakeInAnotherSectionIsExplained(String section, String expected) {
    String problem = problemWith("version: 2\n" + section);

    assertEquals(expected, problem.substring(problem.indexOf("(line 2): ") + 10));
  }

  @Test
  void severalBrokersLoadWithoutADefault() {
    Settings settings =
        Fixtures.read("version: 2\nbrokers: {socket: {socket_path: a}, pg_notify: {config: {}}}");

    assertEquals(2, settings.brokers().size());
  }

  @Test
  void maxWorkersLeftOutIsNeverLessThanMinWorkers() {
    PoolSettings pool =
        Fixtures.read("version: 2\nservice: {pool_kwargs: {min_workers: 500}}").service().pool();

    assertEquals(500, pool.maxWorkers());
  }

  @Test
  void metricsRunIfTheSectionIsThereEvenEmptyButNotIfItIsNull() {
    assertTrue(
        Fixtures.read("version: 2\nservice:\n  metrics_kwargs:\n").service().metrics().isPresent());
    assertTrue(
        Fixtures.read("version: 2\nservice: {metrics_kwargs: {}}").service().metrics().isPresent());
    assertTrue(
        Fixtures.read("version: 2\nservice: {metrics_kwargs: null}").service().metrics().isEmpty());
  }
}
