package io.dispatcherd.stress;

import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this JVM holds at a moment: processes, threads, sockets and pipes, temporary files. Taken
 * before something starts, it shows whether that has left anything behind.
 */
final class Leftovers {
  private final Set<String> before;

  Leftovers() throws IOException {
    // With its first socket the JDK opens another, which it keeps for the closing of others.
    SocketChannel.open().close();
    before = held();
  }

  /**
   * Waits until nothing is held that wasn't before; what is on its way out may take a moment.
   *
   * @param what what has ended
   */
  void awaitNone(String what) {
    ServiceProcess.await("nothing left of " + what)
        .until(
            () -> {
              Set<String> left = held();
              left.removeAll(before);
              return left;
            },
            Set::isEmpty);
  }

  /** Waits until the server has no connection of this name. */
  static void awaitNoConnection(TestPostgres postgres, String applicationName) throws Exception {
    ServiceProcess.await("no connection of " + applicationName)
        .until(() -> postgres.sessions(applicationName) == 0);
  }

  private static Set<String> held() {
    Set<String> held = new TreeSet<>();
    ProcessHandle.current().children().forEach(child -> held.add("process " + child.pid()));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (!isOfTheJdk(thread)) {
        held.add("thread " + thread.getName() + " " + thread.threadId());
      }
    }
    held.addAll(openLines());
    held.addAll(temporaryFolders());
    return held;
  }

  /**
   * Threads that the JDK starts for everybody, when they are first needed or as many as it likes.
   */
  private static boolean isOfTheJdk(Thread thread) {
    return thread.getThreadGroup() == null
        || thread.getName().startsWith("ForkJoinPool")
        || thread.getName().startsWith("process reaper")
        || thread.getName().startsWith("VirtualThread-unblocker")
        || thread.getName().startsWith("junit-timeout")
        || thread.getName().startsWith("awaitility")
        || thread.getThreadGroup().getName().equals("InnocuousThreadGroup")
        || thread.getThreadGroup().getName().equals("system");
  }

  /** Sockets and pipes; jars stay open, and are no business of ours. */
  private static Set<String> openLines() {
    Set<String> open = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      for (Path file : files.toList()) {
        try {
          String target = Files.readSymbolicLink(file).toString();
          if (target.startsWith("socket:") || target.startsWith("pipe:")) {
            open.add(target);
          }
        } catch (IOException e) {
          // It was closed meanwhile.
        }
      }
    } catch (IOException e) {
      return Set.of(); // Only Linux tells.
    }
    return open;
  }

  /** Those of sockets to workers. Other services on this machine make such, too, for moments. */
  private static Set<String> temporaryFolders() {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("dispatcherd-[0-9]+"))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
