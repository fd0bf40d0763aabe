package io.dispatcherd.brokers.socket;

import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * A program that serves a socket while it has no file descriptors left for another client, for some
 * seconds, and then has them again. Its only argument is the path of the socket. Says on standard
 * output how it fares.
 */
final class FewDescriptors {
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  private FewDescriptors() {}

  public static void main(String[] args) throws Exception {
    // All that a log line needs is loaded while there are descriptors.
    LoggerFactory.getLogger(FewDescriptors.class).warn("A line");
    try (SocketBroker broker = new SocketBroker(Path.of(args[0]));
        Subscription subscription = broker.subscribe()) {
      List<Received> first = subscription.receive(Subscription.ALL, A_WHILE);
      cpuMillis();
      List<FileInputStream> all = takeAll(args[0]);
      System.out.println("FULL " + first.size());
      long before = cpuMillis();
      List<Received> without = subscription.receive(Subscription.ALL, A_WHILE);
      System.out.println("BUSY " + (cpuMillis() - before));
      System.out.println("RECEIVED " + without.size());
      for (FileInputStream each : all) {
        each.close();
      }
      System.out.println(
          "RECEIVED " + subscription.receive(Subscription.ALL, A_WHILE.multipliedBy(10)).size());
    }
  }

  private static List<FileInputStream> takeAll(String socket) {
    String file = Path.of(socket).resolveSibling("file").toString();
    List<FileInputStream> taken = new ArrayList<>();
    while (true) {
      try {
        taken.add(new FileInputStream(file));
      } catch (IOException e) {
        return taken;
      }
    }
  }

  /** The processor time of the thread that serves the socket. */
  private static long cpuMillis() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals("dispatcherd-socket")) {
        return threads.getThreadCpuTime(thread.getThreadId()) / 1_000_000;
      }
    }
    throw new IllegalStateException("nobody serves the socket");
  }
}
