package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both programs as they are really started, as processes. */
@Tag("functional")
class ProgramsFunctionalTest {
  private static final String TASKS = ProgramTasks.class.getName();
  private static final Duration SAME_SIGNAL = Duration.ofMillis(400);
  private static final String STARTED = "runs as node test";

  @TempDir Path folder = Path.of("");

  /** What dispatcherctl wrote last. */
  private String said = "";

  @BeforeEach
  void writeConfiguration() throws IOException {
    configure(TestPostgres.shared().conninfo(), "channels");
  }

  private void configure(String conninfo, String channelsOption) throws IOException {
    Files.writeString(
        folder.resolve("dispatcher.yml"),
        """
        version: 2
        service:
          main_kwargs: {node_id: test}
          pool_kwargs: {min_workers: 1, max_workers: 1, cancel_wait: 1, shutdown_wait: 1}
        brokers:
          pg_notify:
            config: {conninfo: "%s"}
            %s: [programs_%s]
          socket: {socket_path: %s}
        producers: {ControlProducer: }
        publish: {default_broker: pg_notify, default_control_broker: socket}
        """
            .formatted(
                conninfo,
                channelsOption,
                UUID.randomUUID().toString().replace("-", ""),
                folder.resolve("test.sock")));
  }

  private RunningProgram service(String... arguments) throws IOException {
    return RunningProgram.start(DispatcherdMain.class, folder, arguments);
  }

  /** Runs dispatcherctl here, which saves starting a JVM each time. */
  private int control(String... arguments) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    String[] withConfiguration = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, withConfiguration, 0, arguments.length);
    withConfiguration[arguments.length] = "--config";
    withConfiguration[arguments.length + 1] = folder.resolve("dispatcher.yml").toString();
    int status =
        new DispatcherctlMain(Dispatcherd::fromSettings, writer, writer).execute(withConfiguration);
    said = out.toString();
    return status;
  }

  @Test
  void aServiceIsAskedAndCommandedAndStopsInOrder() throws Exception {
    try (RunningProgram service = service("--classpath", compiledTask().toString())) {
      service.awaitLine(STARTED);

      assertEquals(0, control("alive"));
      assertEquals("- node_id: test\n", said);

      assertEquals(0, control("run", "--task", TASKS + ".print", "--args", "[\"a task ran\"]"));
      assertTrue(said.contains("ack:"), said);
      service.awaitLine("a task ran");

      assertEquals(0, control("run", "--task", "outside.OutsideTasks.print"));
      service.awaitLine("from a class path of its own");

      assertEquals(1, control("run", "--task", "no.such.task"));
      assertTrue(said.contains("dispatcherctl: test: No task named no.such.task"), said);

      control("run", "--task", TASKS + ".waitForCancel", "--uuid", "U1");
      assertEquals(0, control("running", "--uuid", "U1"));
      assertTrue(said.contains(TASKS + ".waitForCancel"), said);
      assertEquals(0, control("cancel", "--uuid", "U1"));
      assertTrue(said.contains("U1"), said);

      service.terminate();
      assertEquals(0, service.awaitExit(), service.output());
      assertFalse(Files.exists(folder.resolve("test.sock")));
    }
    assertEquals(1, control("alive"));
    assertTrue(said.contains("test.sock"), said);
  }

  /** A folder with a class that only the command line names. */
  private Path compiledTask() throws IOException {
    Path source = folder.resolve("OutsideTasks.java");
    Files.writeString(
        source,
        """
        package outside;

        public final class OutsideTasks {
          @io.dispatcherd.tasks.Task
          public static void print() {
            System.out.println("from a class path of its own");
          }
        }
        """);
    Path classes = Files.createDirectory(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString(),
                source.toString());
    assertEquals(0, status);
    return classes;
  }

  @Test
  void linesOfServiceAndWorkersAreJsonAndSetLogLevelReachesBoth() throws Exception {
    String config =
        Files.readString(folder.resolve("dispatcher.yml"))
            .replace("max_workers: 1", "max_workers: 2");
    Files.writeString(folder.resolve("dispatcher.yml"), config);
    try (RunningProgram service = service("--log-format", "json")) {
      service.awaitLine(STARTED);
      String[] run = {
        "run", "--task", TASKS + ".log", "--kwargs", "{\"secret\": \"hunter2\"}", "--guid", "G1"
      };
      control(run);
      control("run", "--task", TASKS + ".print", "--args", "[\"it has run\"]");
      service.awaitLine("it has run");
      control("set_log_level", "--level", "debug");
      assertTrue(said.contains("level: DEBUG"), said);
      control(run);

      service.awaitLine("\"formattedMessage\":\"a task logs\"");
      Map<?, ?> line = json(service.lastLine());
      Map<?, ?> context = (Map<?, ?>) Objects.requireNonNull(line.get("mdc"));
      assertEquals("DEBUG", line.get("level"));
      assertEquals(TASKS + ".log", context.get("task"));
      assertEquals("G1", context.get("guid"));
      assertTrue(String.valueOf(context.get("uuid")).startsWith("internal-"), context.toString());
      control("run", "--task", TASKS + ".waitForCancel", "--uuid", "U1", "--timeout", "0.1");
      service.awaitLine("Time is up for");
      assertEquals(
          "U1",
          ((Map<?, ?>) Objects.requireNonNull(json(service.lastLine()).get("mdc"))).get("uuid"));
      control("run", "--task", TASKS + ".waitForCancel"); // on the worker that was asked
      control(run); // on one that starts now
      service.awaitLine("\"formattedMessage\":\"a task logs\"");
      service.terminate();
      assertEquals(0, service.awaitExit(), service.output());

      assertEquals(2, count(service.output(), "a task logs"), service.output());
      assertFalse(service.output().contains("hunter2"), service.output());
      service.lines().stream()
          .filter(printed -> !printed.equals("it has run"))
          .forEach(ProgramsFunctionalTest::json);
    }
  }

  private static Map<?, ?> json(String line) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(line));
  }

  private static long count(String text, String part) {
    return text.lines().filter(line -> line.contains(part)).count();
  }

  @Test
  void anIdleServiceStopsQuietly() throws Exception {
    try (RunningProgram service = service()) {
      service.awaitLine(STARTED);
      service.terminate();
      assertEquals(0, service.awaitExit(), service.output());
      assertFalse(service.output().contains("\tat "), service.output());
      assertFalse(service.output().contains("WARN"), service.output());
      assertFalse(service.output().contains("ERROR"), service.output());
    }
  }

  @Test
  void dispatcherctlIsAProgramToo() throws Exception {
    try (RunningProgram program = RunningProgram.start(DispatcherctlMain.class, folder, "alive")) {
      assertEquals(1, program.awaitExit());
      assertTrue(program.output().contains("test.sock"), program.output());
      assertTrue(program.output().contains("is it running"), program.output());
    }
  }

  @Test
  void dispatcherctlLogsAsJsonTooIfAskedTo() throws Exception {
    try (ServerSocketChannel service = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      service.bind(UnixDomainSocketAddress.of(folder.resolve("test.sock")));
      Thread.ofVirtual().start(() -> answer(service, "[\"nonsense\"]\n{\"node_id\": \"a\"}\n"));
      try (RunningProgram program =
          RunningProgram.start(DispatcherctlMain.class, folder, "alive", "--log-format", "json")) {
        assertEquals(0, program.awaitExit());
        Map<?, ?> logged = json(program.lines().getFirst());
        assertEquals("WARN", logged.get("level"));
        assertTrue(String.valueOf(logged.get("formattedMessage")).startsWith("Ignoring a reply"));
        assertEquals("- node_id: a", program.lines().getLast());
      }
    }
  }

  /** Answers the first client with these lines, whatever it asks. */
  private static void answer(ServerSocketChannel service, String lines) {
    try (SocketChannel client = service.accept()) {
      client.read(ByteBuffer.allocate(1000));
      client.write(ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8)));
      client.read(ByteBuffer.allocate(1)); // until it has gone
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aSecondServiceOnTheSameSocketIsRefused() throws Exception {
    try (RunningProgram first = service()) {
      first.awaitLine(STARTED);
      try (RunningProgram second = service()) {
        assertEquals(1, second.awaitExit());
        assertTrue(second.output().contains("test.sock already"), second.output());
        assertFalse(second.output().contains("\tat "), second.output());
      }
      assertEquals(0, control("alive"));
    }
  }

  @Test
  void aTaskThatIsRunningIsCancelledAtShutdown() throws Exception {
    try (RunningProgram service = service()) {
      service.awaitLine(STARTED);
      control("run", "--task", TASKS + ".sayAndWaitForCancel");
      service.awaitLine("it runs, and waits");
      service.terminate();
      assertEquals(0, service.awaitExit(), service.output());
    }
  }

  @Test
  void aSecondSignalStopsAtOnce() throws Exception {
    String patient =
        Files.readString(folder.resolve("dispatcher.yml"))
            .replace("shutdown_wait: 1", "shutdown_wait: 3600");
    Files.writeString(folder.resolve("dispatcher.yml"), patient);
    try (RunningProgram service = service()) {
      service.awaitLine(STARTED);
      control("run", "--task", TASKS + ".sayAndWaitForCancel");
      service.awaitLine("it runs, and waits");
      service.terminate();
      service.awaitLine("SIGTERM: stopping");
      // What comes within the same moment counts as the same signal.
      assertFalse(service.endsWithin(SAME_SIGNAL));
      service.terminate();
      assertEquals(0, service.awaitExit(), service.output());
      assertTrue(service.output().contains("SIGTERM: stopping at once"), service.output());
    }
  }

  @Test
  void aServiceThatWaitsForPostgresStopsInOrder() throws Exception {
    configure("host=127.0.0.1 port=1 dbname=x user=x connect_timeout=2", "channels");
    try (RunningProgram service = service("--log-level", "warning")) {
      service.awaitLine("Connecting again");
      service.terminate();
      assertEquals(0, service.awaitExit(), service.output());
      assertFalse(service.output().contains(" INFO "), service.output());
    }
  }

  @Test
  void aWrongConfigurationIsNamedByPathAndLine() throws Exception {
    configure("host=db", "chanels");
    try (RunningProgram service = service()) {
      assertEquals(1, service.awaitExit());
      assertTrue(service.output().contains("brokers.pg_notify.chanels (line 8)"), service.output());
      assertFalse(service.output().contains("\tat "), service.output());
    }
  }

  @Test
  void aMissingConfigurationIsNamed() throws Exception {
    try (RunningProgram service = service("--config", "absent.yml")) {
      assertEquals(1, service.awaitExit());
      assertTrue(
          service.output().startsWith("dispatcherd: absent.yml: there is no such file"),
          service.output());
    }
  }

  @Test
  void aJarThatIsNotThereIsNamed() throws Exception {
    try (RunningProgram service = service("--classpath", "absent.jar")) {
      assertEquals(1, service.awaitExit());
      assertTrue(service.output().contains("absent.jar"), service.output());
    }
  }

  @Test
  void wrongUsageExitsWithTwo() throws Exception {
    try (RunningProgram service = service("--nonsense")) {
      assertEquals(2, service.awaitExit());
      assertTrue(service.output().contains("--nonsense"), service.output());
    }
  }
}
