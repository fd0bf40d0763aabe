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
import java.util.concurrent.CompletableFuture;

/**
 * A started server and the small shell that looks after it.
 *
 * <p>The shell starts the server and ends with it, which is how its death is noticed here. Another
 * one waits for the end of the standard input, and stops the server then. Only this JVM holds the
 * other end of that pipe, so the input ends when we close it or when this JVM is gone, however it
 * ended. Shells and server have a session of their own: the terminal's Ctrl-C reaches none of them,
 * and the service can still use the database while it shuts down.
 *
 * <p>The server is started by itself and not by {@code pg_ctl}, which would hand the name of the
 * folder to a shell between double quotes: a part of it in backquotes would be executed.
 */
final class ServerProcess {

  /**
   * $1 folder of the programs, $2 data, then the server's arguments. Its standard error is the log.
   * A shell reaps the dead while it waits for sleep, so that kill -0 tells the truth.
   */
  private static final String GUARD =
      """
      trap '' HUP INT QUIT TERM PIPE
      bin=$1
      data=$2
      shift 2
      exec 3<&0
      "$bin/postgres" -D "$data" "$@" 3<&- </dev/null >&2 &
      server=$!
      {
        read -r line <&3
        { read -r now <"$data/postmaster.pid"; } 2>/dev/null
        [ "$now" = "$server" ] || exit 0
        "$bin/pg_ctl" -D "$data" -s -m fast -t 30 stop >&2 ||
          "$bin/pg_ctl" -D "$data" -s -m immediate -t 10 stop >&2
      } &
      watcher=$!
      is_ready() {
        {
          read -r pid
          for number in 2 3 4 5 6 7; do read -r line; done
          read -r status
        } 2>/dev/null <"$data/postmaster.pid"
        [ "$pid $status" = "$server ready" ]
      }
      checks=0
      until is_ready; do
        sleep 0.1
        checks=$((checks + 1))
        [ $checks -lt 600 ] || kill -QUIT $server 2>/dev/null
        kill -0 $server 2>/dev/null || { kill -KILL $watcher; exit 1; }
      done
      echo ready
      wait $server
      kill -KILL $watcher 2>/dev/null
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
      Process guard = startGuard(leftover, arguments(port, settings));
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

  private static Process startGuard(Leftover leftover, List<String> arguments) throws IOException {
    ServerFolder folder = leftover.folder();
    List<String> words = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      words.add("/usr/bin/setsid");
    }
    List<String> guard =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                GUARD,
                "dispatcherd-postgres",
                leftover.programs().bin().toString(),
                folder.data().toString()));
    guard.addAll(arguments);
    words.addAll(leftover.user().command(guard));
    return ProgramResult.prepare(folder.path(), words)
        .redirectError(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
        .start();
  }

  private static List<String> arguments(int port, List<String> settings) {
    List<String> arguments = new ArrayList<>(List.of("-p", String.valueOf(port)));
    arguments.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
    arguments.addAll(List.of("-c", "unix_socket_directories="));
    settings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
    return arguments;
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

  /** Completed when the server has ended, by itself or because it was stopped. */
  CompletableFuture<?> end() {
    return guard.onExit();
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
