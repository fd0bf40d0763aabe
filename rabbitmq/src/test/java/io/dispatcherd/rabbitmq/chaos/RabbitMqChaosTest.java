package io.dispatcherd.rabbitmq.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.rabbitmq.RabbitMqBroker;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.testing.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts connections, kills services, and stops and kills the server, while tasks are submitted and
 * run: nothing is lost, and what ran twice is counted. Run by its name.
 */
@Tag("stress")
class RabbitMqChaosTest {
  private static final int CUTS = 100;
  private static final int SERVICE_KILLS = 20;
  private static final int RESTARTS = 4;
  private static final int SERVICES = 3;
  private static final Duration BETWEEN = Duration.ofMillis(250);
  private static final Duration EACH_TASK = Duration.ofMillis(1);

  private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
  private final AtomicLong uncertain = new AtomicLong();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final List<Path> notes = new ArrayList<>();
  private final List<Process> services = new ArrayList<>();

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void nothingIsLostWhateverIsCutOrKilled(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(OwnRabbitMq.PROGRAM),
        "no RabbitMQ of its own is tested, because there is no " + OwnRabbitMq.PROGRAM);
    long start = System.nanoTime();
    try (OwnRabbitMq server = new OwnRabbitMq(folder);
        TcpProxy network = TcpProxy.to(server.address());
        RabbitMqBroker publisher =
            ChaosService.broker("chaos", new Endpoint("127.0.0.1", network.port()))) {
      publisher.prepare();
      for (int i = 0; i < SERVICES; i++) {
        notes.add(folder.resolve("ran-" + i));
        services.add(service(network, notes.get(i)));
      }
      Thread submitting = new Thread(() -> submit(publisher), "submits");
      submitting.start();
      for (int cut = 1; cut <= CUTS; cut++) {
        pause();
        network.cut();
        network.letThrough();
        if (cut % (CUTS / SERVICE_KILLS) == 0) {
          kill(cut % SERVICES, network);
        }
        if (cut % (CUTS / RESTARTS) == 0) {
          if (cut % (2 * CUTS / RESTARTS) == 0) {
            server.killAndStart();
          } else {
            server.restart();
          }
        }
      }
      isOver.set(true);
      submitting.join();
      Map<String, Integer> ran = awaitAll();
      long dead = publisher.jobs().count(JobFilter.ALL.state(JobState.DEAD), Integer.MAX_VALUE);
      services.forEach(Process::destroyForcibly);
      report(ran, dead, Duration.ofNanos(System.nanoTime() - start));
      assertEquals(0, dead);
      assertTrue(ran.keySet().containsAll(confirmed), "some were lost");
    } finally {
      isOver.set(true);
      services.forEach(Process::destroyForcibly);
    }
  }

  private static void pause() {
    LockSupport.parkNanos(BETWEEN.toNanos());
  }

  private static Process service(TcpProxy network, Path notes) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            ChaosService.class.getName(),
            "chaos",
            Integer.toString(network.port()),
            notes.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void kill(int number, TcpProxy network) throws Exception {
    services.get(number).destroyForcibly().waitFor();
    services.set(number, service(network, notes.get(number)));
  }

  private void submit(RabbitMqBroker publisher) {
    for (int number = 0; !isOver.get(); number++) {
      String uuid = "task-" + number;
      String message = "{\"task\": \"chaos\", \"uuid\": \"" + uuid + "\"}";
      while (!confirmed.contains(uuid)) {
        try {
          publisher.publish(List.of(new Outgoing("default", message)));
          confirmed.add(uuid);
        } catch (BrokerException e) {
          uncertain.incrementAndGet();
          pause();
        }
      }
      LockSupport.parkNanos(EACH_TASK.toNanos());
    }
  }

  private Map<String, Integer> awaitAll() throws IOException {
    long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    Map<String, Integer> ran = ran();
    while (!ran.keySet().containsAll(confirmed) && System.nanoTime() - end < 0) {
      pause();
      ran = ran();
    }
    return ran;
  }

  private Map<String, Integer> ran() throws IOException {
    Map<String, Integer> ran = new HashMap<>();
    for (Path each : notes) {
      if (Files.exists(each)) {
        Files.readAllLines(each).forEach(uuid -> ran.merge(uuid, 1, Integer::sum));
      }
    }
    return ran;
  }

  private void report(Map<String, Integer> ran, long dead, Duration took) {
    long lost = confirmed.stream().filter(uuid -> !ran.containsKey(uuid)).count();
    long twice = ran.values().stream().mapToLong(count -> count - 1).sum();
    System.out.printf(
        "%d cuts, %d services killed, server stopped or killed %d times, in %d s: %d tasks"
            + " confirmed, %d submissions failed first, %d lost, %d dead, %d runs twice%n",
        CUTS,
        SERVICE_KILLS,
        RESTARTS,
        took.toSeconds(),
        confirmed.size(),
        uncertain.get(),
        lost,
        dead,
        twice);
  }
}
