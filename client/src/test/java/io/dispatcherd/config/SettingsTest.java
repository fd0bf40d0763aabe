package io.dispatcherd.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.postgres.ConnectionParameters;
import io.dispatcherd.postgres.ConnectionSource;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("DB_PASSWORD", "0123");

  @Nested
  class WithNothingButTheVersion {
    private final Settings settings = Settings.fromMap(Map.of("version", 2), Map.of());

    @Test
    void poolHasItsDefaults() {
      PoolSettings pool = settings.service().pool();

      assertEquals(1, pool.minWorkers());
      assertEquals(Runtime.getRuntime().availableProcessors(), pool.maxWorkers());
      assertEquals(
          new PoolSettings.Scaledown(Duration.ofSeconds(15), Duration.ofSeconds(15), 0),
          pool.scaledown());
      assertEquals(
          new PoolSettings.Waits(
              Duration.ofSeconds(30),
              Duration.ofSeconds(30),
              Duration.ofSeconds(5),
              Duration.ofSeconds(20),
              Optional.of(Duration.ofSeconds(30))),
          pool.waits());
      assertEquals(Optional.of(Duration.ofHours(4)), pool.workerMaxLifetime());
      assertEquals(100_000, pool.maxQueued());
    }

    @Test
    void serviceHasItsDefaults() {
      assertEquals(Optional.empty(), settings.service().nodeId());
      assertEquals(Duration.ofMinutes(30), settings.service().chunkMessageTimeout());
      assertEquals(Optional.empty(), settings.service().metrics());
      assertEquals(
          new WorkerProcessSettings(
              WorkerProcessSettings.Kind.PROCESS, List.of(), List.of(), List.of(), 0),
          settings.service().workerProcess());
    }

    @Test
    void nothingElseIsConfigured() {
      assertEquals(Map.of(), settings.brokers());
      assertEquals(
          new ProducersSettings(List.of(), List.of(), false, List.of()), settings.producers());
      assertEquals(new PublishSettings(Optional.empty(), Optional.empty()), settings.publish());
      assertEquals(
          new WorkerSettings(Optional.empty(), Optional.empty(), Map.of()), settings.worker());
    }
  }

  @Nested
  class WithEverything {
    private final Settings settings = Settings.fromFile(Fixtures.file("full.yml"), ENVIRONMENT);

    @Test
    void serviceIsRead() {
      ServiceSettings service = settings.service();

      assertEquals(
          new PoolSettings(
              2,
              8,
              new PoolSettings.Scaledown(Duration.ofMillis(1500), Duration.ofMillis(500), 3),
              new PoolSettings.Waits(
                  Duration.ofSeconds(4),
                  Duration.ofSeconds(6),
                  Duration.ofSeconds(2),
                  Duration.ZERO,
                  Optional.of(Duration.ofSeconds(45))),
              Optional.empty(),
              50),
          service.pool());
      assertEquals(Optional.of("node-a"), service.nodeId());
      assertEquals(Optional.of(new MetricsSettings("0.0.0.0", 9100, 100)), service.metrics());
      assertEquals(
          new WorkerProcessSettings(
              WorkerProcessSettings.Kind.THREAD,
              List.of("com.example.Tasks"),
              List.of("-Xmx64m"),
              List.of(Path.of("tasks.jar"), Path.of("lib")),
              1),
          service.workerProcess());
    }

    @Test
    void workerKeepsTheArgumentsItDoesNotKnow() {
      assertEquals(Optional.of("com.example.AppWorker"), settings.worker().workerClass());
      assertEquals(Optional.of(Duration.ofMillis(250)), settings.worker().idleTimeout());
      assertEquals(
          Map.of("region", "north", "limits", Arrays.asList(1, 2.5, null)),
          settings.worker().arguments());
    }

    @Test
    void brokersKeepTheOrderOfTheFile() {
      assertEquals(
          List.of(
              "socket",
              "pg_notify",
              "dispatcherd.testing.brokers.error_only",
              "com.example.KafkaBroker"),
          List.copyOf(settings.brokers().keySet()));
      assertEquals(new SocketSettings(Path.of("run/demo.sock")), settings.brokers().get("socket"));
      assertEquals(
          new CustomBrokerSettings(
              "io.dispatcherd.testing.brokers.ErrorOnlyBroker", Map.of("error_message", "no")),
          settings.brokers().get("dispatcherd.testing.brokers.error_only"));
      assertEquals(
          new CustomBrokerSettings(
              "com.example.KafkaBroker", Map.of("topic", "jobs", "partitions", 3)),
          settings.brokers().get("com.example.KafkaBroker"));
    }

    @Test
    void keywordsWinOverTheConnectionString() {
      PgNotifySettings broker =
          assertInstanceOf(PgNotifySettings.class, settings.brokers().get("pg_notify"));
      ConnectionSource.Direct source =
          assertInstanceOf(ConnectionSource.Direct.class, broker.publishing());

      assertEquals(
          Map.of(
              "user", "app",
              "password", "0123",
              "dbname", "app",
              "host", "db.example.com",
              "port", "6432"),
          source.parameters().reveal());
      assertFalse(source.shared());
      assertEquals(source, broker.listening());
      assertEquals(Optional.empty(), broker.maxConnectionIdle());
      assertEquals(List.of("jobs", "mail"), broker.channels());
    }

    @Test
    void whatListensMayConnectElsewhere() {
      PgNotifySettings broker =
          pgNotify(
              "{config: {conninfo: 'host=pooler hostaddr=10.0.0.1 port=6432 user=app dbname=app',"
                  + " password: s3cret}, listen_config: {host: db}}");

      assertEquals(
          Map.of(
              "user", "app",
              "password", "s3cret",
              "dbname", "app",
              "host", "pooler",
              "hostaddr", "10.0.0.1",
              "port", "6432"),
          direct(broker.publishing()).reveal());
      assertEquals(
          Map.of("user", "app", "password", "s3cret", "dbname", "app", "host", "db"),
          direct(broker.listening()).reveal());
    }

    @Test
    void whatListensConnectsAsItIsToldBesideAFactoryForPublishing() {
      PgNotifySettings broker =
          pgNotify("{sync_connection_factory: a.B, listen_config: {host: db, port: 5433}}");

      assertEquals(new ConnectionSource.Factory("a.B", Optional.empty()), broker.publishing());
      assertEquals(Map.of("host", "db", "port", "5433"), direct(broker.listening()).reveal());
    }

    private PgNotifySettings pgNotify(String section) {
      Settings read = Fixtures.read("version: 2\nbrokers:\n  pg_notify: " + section + "\n");
      return assertInstanceOf(PgNotifySettings.class, read.brokers().get("pg_notify"));
    }

    private ConnectionParameters direct(ConnectionSource source) {
      return assertInstanceOf(ConnectionSource.Direct.class, source).parameters();
    }

    @Test
    void producersAreRead() {
      assertEquals(
          new ProducersSettings(
              List.of(
                  new ScheduledTask(
                      "com.example.Tasks.tick",
                      "com.example.Tasks.tick",
                      Map.of("args", List.of(1)),
                      new Schedule.Every(Duration.ofSeconds(3))),
                  new ScheduledTask(
                      "nightly",
                      "com.example.Tasks.clean",
                      Map.of("timeout", 60L),
                      new Schedule.Cron("0 3 * * *", ZoneId.of("Europe/Berlin")))),
              List.of(
                  new StartTask(
                      "com.example.Tasks.warmUp",
                      "com.example.Tasks.warmUp",
                      Map.of("kwargs", Map.of("token", "hunter2"), "on_duplicate", "discard"))),
              true,
              List.of(
                  new CustomProducerSettings(
                      "com.example.FileProducer", Map.of("folder", "inbox")))),
          settings.producers());
    }

    @Test
    void mapOfTheSettingsIsReadAsTheSameSettings() {
      Settings again = Settings.fromMap(settings.asMap(), ENVIRONMENT);

      assertEquals(settings.service(), again.service());
      assertEquals(settings.worker(), again.worker());
      assertEquals(settings.brokers(), again.brokers());
      assertEquals(settings.producers(), again.producers());
      assertEquals(settings.publish(), again.publish());
      assertEquals(settings.asMap(), again.asMap());
    }

    @Test
    void printingShowsNoSecretAndNoArgument() {
      String shown = settings.toString();

      assertFalse(shown.contains("hunter2"), shown);
      assertFalse(shown.contains("0123"), shown);
      assertFalse(shown.contains("north"), shown);
      assertTrue(shown.contains("******"), shown);
    }
  }

  /** An application in whose working directory a service has its configuration. */
  static final class UsesTheLibrary {
    public static void main(String[] args) {
      try {
        System.out.println(Settings.fromEnvironment());
      } catch (ConfigurationException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ProcessManager, PROCESS",
    "ForkServerManager, PROCESS",
    "SpawnServerManager, PROCESS",
    "ThreadManager, THREAD",
  })
  void theNamesOfProcessManagersMeanProcessesOrThreads(
      String name, WorkerProcessSettings.Kind kind) {
    Map<String, Object> service = Map.of("process_manager_cls", name);

    assertEquals(
        kind,
        Settings.fromMap(Map.of("version", 2, "service", service))
            .service()
            .workerProcess()
            .kind());
  }

  @Nested
  class Sources {
    @TempDir private Path folder = Path.of("");

    private Path write(String name, String nodeId) throws IOException {
      return Files.writeString(
          folder.resolve(name), "version: 2\nservice: {main_kwargs: {node_id: " + nodeId + "}}\n");
    }

    private String found(Optional<Path> option, Map<String, String> environment) {
      return Settings.forProgram(option, environment, folder).service().nodeId().orElse("none");
    }

    @Test
    void optionWinsOverVariableAndVariableOverWorkingDirectory() throws IOException {
      Path option = write("option.yml", "option");
      Map<String, String> variable =
          Map.of("DISPATCHERD_CONFIG_FILE", write("variable.yml", "variable").toString());
      write("dispatcher.yml", "folder");

      assertEquals("option", found(Optional.of(option), variable));
      assertEquals("variable", found(Optional.empty(), variable));
      assertEquals("folder", found(Optional.empty(), Map.of()));
    }

    @Test
    void withNoneOfThemTheErrorSaysWhatToDo() {
      String expected =
          "Dispatcherd not configured, set DISPATCHERD_CONFIG_FILE or call"
              + " io.dispatcherd.publish.Dispatcherd.setup";

      assertEquals(
          expected,
          assertThrows(ConfigurationException.class, () -> Settings.fromEnvironment(Map.of()))
              .getMessage());
      assertEquals(
          "Dispatcherd not configured: give --config FILE, set DISPATCHERD_CONFIG_FILE, or have a"
              + " dispatcher.yml in the working directory",
          assertThrows(ConfigurationException.class, () -> found(Optional.empty(), Map.of()))
              .getMessage());
    }

    @Test
    void theLibraryReadsTheFileThatTheVariableNames() throws IOException {
      Path file = write("named.yml", "named");

      assertEquals(
          Optional.of("named"),
          Settings.fromEnvironment(Map.of("DISPATCHERD_CONFIG_FILE", file.toString()))
              .service()
              .nodeId());
    }

    @Test
    void fileThatIsNotThereIsNamed() {
      Path missing = folder.resolve("missing.yml");

      ConfigurationException failure =
          assertThrows(ConfigurationException.class, () -> Settings.fromFile(missing));

      assertEquals(missing + ": there is no such file", failure.getMessage());
    }

    @Nested
    @Tag("functional")
    class InAProcessOfItsOwn {
      @Test
      void libraryDoesNotLookIntoTheWorkingDirectory() throws Exception {
        write("dispatcher.yml", "folder");
        ProcessBuilder application =
            new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                UsesTheLibrary.class.getName());
        application.environment().remove("DISPATCHERD_CONFIG_FILE");

        Process ran = application.directory(folder.toFile()).redirectErrorStream(true).start();

        String output = new String(ran.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(output.startsWith("Dispatcherd not configured"), output);
        assertEquals(0, ran.waitFor());
      }

      private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
      }
    }
  }

  @Test
  void fileSharedWithPythonLoads() {
    Settings settings = Settings.fromFile(Fixtures.file("shared-with-python.yml"), Map.of());

    assertEquals(WorkerProcessSettings.Kind.PROCESS, settings.service().workerProcess().kind());
    assertEquals(Optional.empty(), settings.worker().workerClass());
    assertEquals(
        Optional.of(new MetricsSettings("localhost", 8070, 100)), settings.service().metrics());
    PgNotifySettings broker =
        assertInstanceOf(PgNotifySettings.class, settings.brokers().get("pg_notify"));
    assertTrue(assertInstanceOf(ConnectionSource.Direct.class, broker.publishing()).shared());
    assertTrue(assertInstanceOf(ConnectionSource.Direct.class, broker.listening()).shared());
  }
}
