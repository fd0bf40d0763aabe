package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A service that is a program of its own, with a process group of its own, and its output. */
public final class ServiceProcess implements AutoCloseable {
  private static final int SIGINT = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Probe probe = new Probe();
  private final String channel = "test_" + UUID.randomUUID().toString().replace('-', '_');
  private final Path folder;
  private final Map<String, Object> config;
  private final Process process;

  private ServiceProcess(
      Map<String, Object> pool,
      Map<String, Object> options,
      Map<String, Object> more,
      List<String> jvmArgs)
      throws IOException {
    folder = Files.createTempDirectory("service-process-");
    config =
        TestConfig.of(
            TestPostgres.shared(), channel, folder.resolve("control.sock"), pool, options);
    config.putAll(more);
    Files.writeString(configFile(), Json.write(config));
    List<String> command = new ArrayList<>(List.of("setsid"));
    if (ignoresInterrupts()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Djava.io.tmpdir=" + folder));
    command.addAll(jvmArgs);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            ServiceProgram.class.getName(),
            configFile().toString()));
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(outputFile()).start();
  }

  /** What a shell starts in the background ignores SIGINT, and so does all that it starts. */
  private static boolean ignoresInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> new BigInteger(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(ignored -> ignored.testBit(SIGINT - 1));
  }

  public static ServiceProcess start(Map<String, Object> pool) throws IOException {
    return start(pool, Map.of(), Map.of());
  }

  public static ServiceProcess start(
      Map<String, Object> pool, Map<String, Object> options, Map<String, Object> more)
      throws IOException {
    return new ServiceProcess(pool, options, more, List.of());
  }

  /** One that says all that it can say, and so do its workers. */
  public static ServiceProcess startVerbose(Map<String, Object> more) throws IOException {
    return new ServiceProcess(Map.of(), Map.of(), more, List.of("-Ddispatcherd.log.level=DEBUG"));
  }

  public long pid() {
    return process.pid();
  }

  /** What it listens on; also the name of its connections. */
  public String channel() {
    return channel;
  }

  public Path socket() {
    return folder.resolve("control.sock");
  }

  public Probe probe() {
    return probe;
  }

  /** Waits until the program has said this. */
  public void awaitOutput(String text) {
    await("output: " + text).until(() -> output().contains(text));
  }

  /** Everything that the program and its workers have printed. */
  public String output() throws IOException {
    return Files.readString(outputFile().toPath());
  }

  /** Waits until it has this many child processes. */
  public List<ProcessHandle> awaitChildren(int count) {
    return await(count + " children").until(this::children, found -> found.size() == count);
  }

  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  public void publish(String payload) throws Exception {
    try (Connection connection = TestPostgres.shared().connect();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, payload);
      notify.execute();
    }
  }

  /** Publishes a task of {@link ProbeTasks}. */
  public void probe(Map<String, Object> fields, String task, Object... args) throws Exception {
    publish(ProbeTasks.message(probe.port(), fields, task, args));
  }

  /** Sends a signal to the service and all of its workers. */
  public void signalGroup(String signal) throws IOException {
    run("kill", "-" + signal, "--", "-" + process.pid());
  }

  /** Sends a signal to the service alone. */
  public void signal(String signal) throws IOException {
    signal(signal, process.pid());
  }

  /** Asks a command over the socket. */
  public Reply control(String command) {
    try (Dispatcherd client = Dispatcherd.fromMap(config)) {
      return client.control().ask(command).getFirst();
    }
  }

  /** Leaves the service and its workers no room to write in any file, for its log above all. */
  public void fillDisk() throws IOException {
    limitFiles(Long.toString(outputFile().length()));
  }

  /** Ends {@link #fillDisk}. */
  public void freeDisk() throws IOException {
    limitFiles("unlimited");
  }

  /** To a process, a limit on the size of its files is as a disk that is full. */
  private void limitFiles(String size) throws IOException {
    List<ProcessHandle> all = new ArrayList<>(children());
    all.add(process.toHandle());
    for (ProcessHandle each : all) {
      run("prlimit", "--pid", Long.toString(each.pid()), "--fsize=" + size + ":");
    }
  }

  /** Sends a signal to any process. */
  public static void signal(String signal, long pid) throws IOException {
    run("kill", "-" + signal, Long.toString(pid));
  }

  /**
   * Whether a process has ended. One that has lost its parent stays in the table of processes until
   * whoever inherits it looks after it, which may be seconds later: it has ended nevertheless.
   */
  public static boolean hasEnded(ProcessHandle process) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      // The state follows the name, which is in parentheses and may be anything.
      return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
    } catch (IOException e) {
      return !process.isAlive(); // Gone meanwhile, or there is no such file system.
    }
  }

  /** Waits for the end of the service. */
  public int exitCode() throws Exception {
    assertTrue(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::describe);
    return process.exitValue();
  }

  /** The files that it has left in its temporary folder, besides those of the test. */
  public List<Path> leftFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("dispatcherd-"))
          .toList();
    }
  }

  public static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      run("kill", "-KILL", "--", "-" + process.pid());
    }
    probe.close();
    process.onExit().join();
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private String describe() {
    try {
      return "it doesn't end: " + output();
    } catch (IOException e) {
      return "it doesn't end, and its output can't be read: " + e;
    }
  }

  private Path configFile() {
    return folder.resolve("dispatcher.yml");
  }

  private File outputFile() {
    return folder.resolve("output.log").toFile();
  }

  private static void run(String... command) throws IOException {
    new ProcessBuilder(command).inheritIO().start().onExit().join();
  }
}
