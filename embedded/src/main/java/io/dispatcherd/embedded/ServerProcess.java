package io.dispatcherd.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A started server and the small shell that looks after it.
 *
 * <p>The shell starts the server, waits for the end of its own standard input, and stops the server
 * then. Only this JVM holds the other end of that pipe, so the input ends when we close it or when
 * this JVM is gone, however it ended. Shell and server have a session of their own: the terminal's
 * Ctrl-C reaches neither, and the service can still use the database while it shuts down.
 */
final class ServerProcess {

  /**
   * $1 folder of the programs, $2 data, $3 options of the server. Its standard error is the log.
   */
  private static final String GUARD =
      """
      trap '' HUP INT QUIT TERM
      "$1/pg_ctl" -D "$2" -o "$3" -s -w -t 60 start </dev/null >&2 || exit 1
      read -r pid <"$2/postmaster.pid"
      echo ready
      cat >/dev/null
      { read -r now <"$2/postmaster.pid"; } 2>/dev/null && [ "$now" = "$pid" ] || exit 0
      "$1/pg_ctl" -D "$2" -s -m fast -t 30 stop >&2 ||
        "$1/pg_ctl" -D "$2" -s -m immediate -t 10 stop >&2
      """;

  private static final int ATTEMPTS = 3;

  private final Process guard;
  private final Leftover leftover;

  private ServerProcess(Process guard, Leftover leftover) {
    this.guard = guard;
    this.leftover = leftover;
  }

  /**
   * Starts the server on its last port if that is free, else on any. A second attempt follows a
   * failed one, because somebody may have taken the port in between, or processes of a killed
   * server may still be ending.
   */
  static ServerProcess start(Leftover leftover, List<String> settings) throws IOException {
    ServerFolder folder = leftover.folder();
    folder.createLog();
    OptionalInt wanted = folder.lastPort();
    for (int attempt = 1; ; attempt++) {
      int port = freePort(wanted);
      int logEnd = Files.readString(folder.log()).length();
      Process guard = startGuard(leftover, options(port, settings));
      BufferedReader answers =
          new BufferedReader(new InputStreamReader(guard.getInputStream(), StandardCharsets.UTF_8));
      if (answers.readLine() != null) {
        Files.writeString(folder.port(), port + "\n");
        return new ServerProcess(guard, leftover);
      }
      guard.onExit().join();
      if (attempt == ATTEMPTS) {
        throw new IOException(
            "PostgreSQL does not start in "
                + folder.path()
                + ":\n"
                + Files.readString(folder.log()).substring(logEnd).strip());
      }
    }
  }

  private static Process startGuard(Leftover leftover, String options) throws IOException {
    ServerFolder folder = leftover.folder();
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      words.add("/usr/bin/setsid");
    }
    words.addAll(
        leftover
            .user()
            .command(
                List.of(
                    "sh",
                    "-c",
                    GUARD,
                    "dispatcherd-postgres",
                    leftover.programs().bin().toString(),
                    folder.data().toString(),
                    options)));
    return Command.prepare(folder.path(), words)
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
        .start();
  }

  private static String options(int port, List<String> settings) {
    StringBuilder options =
        new StringBuilder("-p " + port)
            .append(" -c listen_addresses=127.0.0.1")
            .append(" -c unix_socket_directories=");
    settings.forEach(setting -> options.append(" -c ").append(setting));
    return options.toString();
  }

  private static int freePort(OptionalInt wanted) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    if (wanted.isPresent()) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(loopback, wanted.getAsInt()));
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody else has it now.
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return socket.getLocalPort();
    }
  }

  /** Has the server stopped and returns when that is done, if it still runs. */
  void stop() throws IOException {
    leftover.forgetDead();
    guard.getOutputStream().close();
    guard.onExit().join();
    // Nothing is left unless the guard had been killed.
    leftover.clear(line -> {});
  }
}
