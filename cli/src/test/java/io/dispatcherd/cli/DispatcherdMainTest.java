package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.schema.SchemaDocument;
import io.dispatcherd.config.sections.SettingsReader;
import io.dispatcherd.workers.TaskWorker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dispatcherd} does besides running a service. */
class DispatcherdMainTest {
  @TempDir Path folder = Path.of("");

  private String out = "";
  private String err = "";

  private int execute(String... arguments) {
    StringWriter outText = new StringWriter();
    StringWriter errText = new StringWriter();
    int status =
        new DispatcherdMain(new PrintWriter(outText, true), new PrintWriter(errText, true))
            .execute(arguments);
    out = outText.toString();
    err = errText.toString();
    return status;
  }

  private String write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("test.yml"), yaml).toString();
  }

  @Test
  void helpNamesTheCommands() {
    assertEquals(0, execute("--help"));
    assertTrue(out.contains("check "), out);
    assertTrue(out.contains("schema "), out);
    assertTrue(out.contains("Without a command it runs the service."), out);
  }

  @Test
  void schemaPrintsThatOfTheBrokersOnItsClassPath() {
    assertEquals(0, execute("schema"));
    assertEquals(SchemaDocument.text(SettingsReader.ROOT), out);
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    assertEquals(2, execute("chek"));
    assertTrue(err.contains("chek"), err);
    assertTrue(err.contains("Try: dispatcherd --help"), err);
  }

  @Nested
  class Migrate {
    @Test
    void theSqlIsPrintedWithoutADatabase() throws IOException {
      String file =
          write(
              "version: 2\nbrokers: {pg_queue: {config: {host: nowhere.invalid}, schema: work},"
                  + " orders: {type: pg_queue, config: {host: nowhere.invalid}, schema: orders}}");

      assertEquals(0, execute("migrate", "--sql", "--config", file));
      assertTrue(out.contains("-- pg_queue: the tables in schema work, from version 0"), out);
      assertTrue(out.contains("create table \"work\".job"), out);
      assertTrue(out.contains("create table \"orders\".job"), out);

      assertEquals(0, execute("migrate", "--sql", "--config", file, "--broker", "orders"));
      assertFalse(out.contains("\"work\""), out);
    }

    @Test
    void whatCanNotBeMigratedIsSaid() throws IOException {
      String file = write("version: 2\nbrokers: {pg_notify: {config: {}}}");

      assertEquals(1, execute("migrate", "--config", file));
      assertTrue(err.contains("none of them is a pg_queue"), err);
      assertEquals(1, execute("migrate", "--config", file, "--broker", "x"));
      assertTrue(err.contains("brokers.x: there is no such pg_queue"), err);
      assertEquals(2, execute("migrate", "--config", file, "--to", "99"));
      assertTrue(err.contains("expected a version of the tables"), err);
    }
  }

  @Nested
  class Check {
    /** Where the classes of these tests are. */
    private final String classes = classes();

    private static String classes() {
      try {
        return Path.of(
                DispatcherdMainTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI())
            .toString();
      } catch (URISyntaxException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void aSoundFileGetsOneLine() throws IOException {
      String file = write("version: 2\nbrokers: {socket: {socket_path: a}}\n");

      assertEquals(0, execute("check", "--config", file));
      assertEquals(
          file + " is sound: broker socket, no tasks, since no class path is given\n", out);
      assertEquals(0, execute("--config", file, "check"));
      assertEquals("", err);
    }

    @Test
    void aFolderOfTheClassPathThatIsNotThereIsAFault() {
      String demo = Path.of("..", "dispatcher.yml").toString();

      // Its class path is relative to the root, where the demo is started.
      assertEquals(1, execute("check", "--config", demo));
      assertEquals(1, out.lines().count(), out);
      assertTrue(
          out.contains("service.process_manager_kwargs.classpath (line 12): there is no"), out);
    }

    @Test
    void everyFaultIsExplainedAtOnceWithThoseThatOnlyTheServiceFinds() throws IOException {
      String file =
          write(
              """
              version: 2
              service:
                pool_kwargs: {min_workers: 9, max_workers: 3}
                process_manager_kwargs:
                  classpath: [absent.jar]
                  preload_modules: [com.example.Absent]
              worker:
                worker_cls: java.lang.String
              brokers:
                pg_notify:
                  sync_connection_factory: java.lang.Object
                  chanels: [a]
                java.lang.Integer: {}
              producers:
                ScheduledProducer:
                  task_schedule:
                    %1$s.prnt: {schedule: 1}
                    never: {task: %1$s.print, cron: "0 0 31 2 *"}
                    odd: {task: %1$s.print, cron: "99 * * * *"}
                java.lang.Thread: {}
              """
                  .formatted(ProgramTasks.class.getName()));

      assertEquals(1, execute("check", "--config", file, "--classpath", classes));

      String[] expected = {
        file + " has 11 problems:",
        "service.pool_kwargs.min_workers (line 3): must not exceed max_workers",
        "service.process_manager_kwargs.classpath (line 5): there is no such file or folder: /",
        "service.process_manager_kwargs.preload_modules (line 6): there is no class"
            + " com.example.Absent on the class path",
        "worker.worker_cls (line 8): java.lang.String doesn't extend " + TaskWorker.class.getName(),
        "brokers.pg_notify.sync_connection_factory (line 11): java.lang.Object doesn't implement"
            + " io.dispatcherd.postgres.ConnectionFactory or javax.sql.DataSource",
        "brokers.pg_notify.chanels (line 12): unknown option, did you mean \"channels\"?",
        "brokers.java.lang.Integer (line 13): java.lang.Integer doesn't implement"
            + " io.dispatcherd.brokers.Broker",
        "(line 17): no task is declared with the name io.dispatcherd.cli.ProgramTasks.prnt, did"
            + " you mean \"io.dispatcherd.cli.ProgramTasks.print\"?",
        "task_schedule.never.cron (line 18): cron \"0 0 31 2 *\" names no day there is",
        "task_schedule.odd.cron (line 19): ",
        "producers.java.lang.Thread (line 20): java.lang.Thread doesn't implement"
            + " io.dispatcherd.producers.Producer",
      };
      for (String line : expected) {
        assertTrue(out.contains(line), () -> line + "\nis not in\n" + out);
      }
      assertEquals(12, out.lines().count(), out);
    }

    @Test
    void tasksThatAreDeclaredAreCounted() throws IOException {
      String file =
          write(
              "version: 2\nproducers: {OnStartProducer: {task_list: {%s.print: {args: [a]}}}}\n"
                  .formatted(ProgramTasks.class.getName()));

      assertEquals(0, execute("check", "--config", file, "--classpath", classes), () -> out);
      assertTrue(out.matches("(?s).* is sound: no broker, [0-9]+ declared tasks?\n"), out);
    }

    @Test
    void tasksAndSchedulesAreListedIfAskedFor() throws IOException {
      String file =
          write(
              """
              version: 2
              producers:
                ScheduledProducer:
                  task_schedule:
                    often: {task: %1$s.print, args: [hunter2], schedule: 5}
                    newYear: {task: %1$s.print, args: [a], cron: "0 0 1 1 *", timezone: UTC}
              """
                  .formatted(ProgramTasks.class.getName()));

      assertEquals(0, execute("check", "--list", "--config", file, "--classpath", classes));

      assertTrue(out.contains("\n\ntasks\n"), out);
      assertTrue(
          out.matches(
              "(?s).*\n%1$s.print +%1$s.print\\(text\\) .*"
                  .formatted(ProgramTasks.class.getName())),
          out);
      assertTrue(
          out.matches("(?s).*\n\nschedules\n.*\noften .* 5.0 .*\nnewYear .*0 0 1 1 \\* .*"), out);
      assertFalse(out.contains("hunter2"), out);
    }

    @Test
    void withoutAClassPathItSaysThatClassesWereNotLookedFor() throws IOException {
      String file = write("version: 2\nworker: {worker_cls: com.example.AppWorker}\n");

      assertEquals(0, execute("check", "--config", file));
      assertTrue(out.contains("say where they are with --classpath"), out);
    }

    @Test
    void callbacksThatAreNoMessagesAreFound() throws IOException {
      String file =
          write(
              """
              version: 2
              producers:
                OnStartProducer:
                  task_list:
                    a.b: {callbacks: [{tsk: c.d}]}
              """);

      assertEquals(1, execute("check", "--config", file));
      assertTrue(out.contains("producers.OnStartProducer.task_list.a.b (line 5): "), out);
    }

    @Test
    void noSecretIsShown() throws IOException {
      String file =
          write(
              "version: 2\nbrokers:\n  pg_notify: {config: {conninfo: 'password=a hunter2 host=h',"
                  + " prt: hunter2}}\n");

      assertEquals(1, execute("check", "--config", file));
      assertFalse(out.contains("hunter2"), out);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
      assertEquals(1, execute("check", "--config", "absent.yml"));
      assertEquals("dispatcherd: absent.yml: there is no such file\n", err);
    }

    @Test
    void wrongUsageExitsWithTwo() {
      assertEquals(2, execute("check", "--confg", "x"));
      assertTrue(err.contains("--confg"), err);
    }
  }
}
