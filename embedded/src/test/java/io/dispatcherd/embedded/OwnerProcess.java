package io.dispatcherd.embedded;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A process of its own that starts the server of a folder, and the test's handle on it. */
final class OwnerProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;

  private OwnerProcess(Process process) {
    this.process = process;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Starts the server of a folder (the argument), says who owns it, and waits for the end of its
   * input. When told to stop earlier it uses the database once more, as a service does.
   */
  public static void main(String[] arguments) throws IOException {
    RunningPostgres server =
        EmbeddedPostgres.withoutDurability().start(Path.of(arguments[0]), line -> {});
    Runtime.getRuntime().addShutdownHook(new Thread(() -> useOnceMore(server.location())));
    System.out.println(server.isOwner() ? "owner" : "guest");
    System.in.readAllBytes();
    server.close();
    Runtime.getRuntime().halt(0);
  }

  private static void useOnceMore(EmbeddedPostgresLocation location) {
    try {
      System.out.println("answer " + Sql.query(location, "SELECT 1"));
    } catch (SQLException e) {
      System.out.println("no answer: " + e);
    }
  }

  /** Starts one in a process group of its own, as a terminal does. */
  static OwnerProcess start(Path folder) throws IOException {
    return start(List.of("setsid"), System.getProperty("java.class.path"), folder);
  }

  static OwnerProcess start(List<String> prefix, String classPath, Path folder) throws IOException {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath,
            OwnerProcess.class.getName(),
            folder.toString()));
    return new OwnerProcess(
        new ProcessBuilder(words)
            .directory(Path.of("/").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  String nextAnswer() throws IOException {
    return Objects.requireNonNull(answers.readLine(), "the process ended without an answer");
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /**
   * What a terminal does at Ctrl-C, but with SIGTERM: SIGINT is ignored by all that was started in
   * the background of a shell, this test too perhaps.
   */
  void signalGroup() {
    ProgramResult.run(Path.of("/"), List.of("sh", "-c", "kill -TERM -" + process.pid()));
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Has the process close its server and end. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
