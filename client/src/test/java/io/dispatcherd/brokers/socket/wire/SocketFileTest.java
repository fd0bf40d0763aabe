package io.dispatcherd.brokers.socket.wire;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerConflictException;
import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.brokers.socket.Deliveries;
import io.dispatcherd.brokers.socket.SocketBroker;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service does about the file of its socket. */
@Timeout(60)
final class SocketFileTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Path path;
  private SocketBroker broker;

  @BeforeEach
  void createBroker() {
    path = folder.resolve("demo.sock");
    broker = new SocketBroker(path);
  }

  @AfterEach
  void closeBroker() {
    broker.close();
  }

  @Test
  void isAccessibleToItsOwnerOnlyAndNothingElseIsLeftBeside() throws Exception {
    broker.subscribe();

    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(List.of(".demo.sock.lock", "demo.sock"), names());
  }

  @Test
  void isNeverAccessibleToOthersWhoeverLooksWhileItIsMade() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    FutureTask<Set<String>> looking =
        inBackground(
            () -> {
              Set<String> seen = new TreeSet<>();
              while (!over.get()) {
                try {
                  seen.add(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
                } catch (NoSuchFileException e) {
                  // Not yet, or no longer.
                }
              }
              return seen;
            });
    for (int i = 0; i < 200; i++) {
      broker.subscribe().close();
    }
    over.set(true);

    assertEquals(Set.of("rw-------"), looking.get());
  }

  @Test
  void isRemovedByClosing() throws Exception {
    broker.subscribe().close();

    assertEquals(List.of(".demo.sock.lock"), names());
  }

  @Test
  void isNotTakenOverFromALiveServiceNorRemoved() throws Exception {
    Subscription first = broker.subscribe();
    try (SocketBroker second = new SocketBroker(path)) {
      BrokerConflictException refusal =
          assertThrows(BrokerConflictException.class, () -> second.subscribe());
      assertTrue(String.valueOf(refusal.getMessage()).contains(path.toString()));
    }

    broker.publish(List.of(new Outgoing("any", "{}")));
    assertEquals("{}", payloads(first, 1).get(0));
  }

  @Test
  void isHadByOneOfManyThatStartAtOnce() throws Exception {
    leaveStaleSocket();
    List<FutureTask<Boolean>> starts =
        IntStream.range(0, 8).mapToObj(i -> inBackground(this::starts)).toList();

    int started = 0;
    for (FutureTask<Boolean> start : starts) {
      started += start.get() ? 1 : 0;
    }

    assertEquals(1, started);
    broker.publish(List.of(new Outgoing("any", "{}")));
  }

  private boolean starts() {
    try {
      broker.subscribe();
      return true;
    } catch (BrokerConflictException e) {
      return false;
    }
  }

  @Test
  void isReplacedIfItsServiceHasGone() throws Exception {
    leaveStaleSocket();

    Subscription subscription = broker.subscribe();

    broker.publish(List.of(new Outgoing("any", "{}")));
    assertEquals("{}", payloads(subscription, 1).get(0));
  }

  @Test
  void isLeftAloneIfItBelongsToSomebodyElseMeanwhile() throws Exception {
    Subscription subscription = broker.subscribe();
    Files.delete(path);
    Files.writeString(path, "precious");

    subscription.close();

    assertEquals("precious", Files.readString(path));
  }

  @Test
  void isMadeAnewIfSomebodyRemovesItAndClientsThatAreConnectedNoticeNothing() throws Exception {
    Subscription subscription = broker.subscribe();
    try (Conversation conversation = broker.converse()) {
      Files.delete(path);

      await().atMost(SOON).until(() -> Files.exists(path));

      broker.publish(List.of(new Outgoing("any", "{\"new\":1}")));
      assertEquals("{\"new\":1}", payloads(subscription, 1).get(0));
      conversation.send(new Outgoing("any", "{\"old\":1}"));
      assertEquals("{\"old\":1}", payloads(subscription, 1).get(0));
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(path));
    }
    subscription.close();
    assertFalse(Files.exists(path));
  }

  @Test
  void isNotReplacedIfItIsNoSocket() throws Exception {
    Files.writeString(path, "precious");

    assertThrows(BrokerConflictException.class, () -> broker.subscribe());

    assertEquals("precious", Files.readString(path));
  }

  @Test
  void mayHaveTheLongestPathThatClientsCanReach() {
    Path longest = folder.resolve("x".repeat(SocketLine.MAX_PATH_BYTES - bytesOfFolder() - 1));
    try (SocketBroker service = new SocketBroker(longest)) {
      service.subscribe();
      service.converse();
    }
  }

  private int bytesOfFolder() {
    return SocketFile.bytes(folder.resolve("x")) - 2;
  }

  @Test
  void mayNotHaveAPathThatIsTooLong() {
    Path tooLong = folder.resolve("x".repeat(SocketLine.MAX_PATH_BYTES - bytesOfFolder()));

    for (Callable<?> use :
        List.<Callable<?>>of(
            () -> new SocketBroker(tooLong).subscribe(),
            () -> new SocketBroker(tooLong).converse())) {
      BrokerConflictException refusal =
          assertThrows(BrokerConflictException.class, () -> use.call());
      assertTrue(String.valueOf(refusal.getMessage()).contains("brokers.socket.socket_path"));
    }
  }

  @Test
  void needsAFolder() {
    SocketBroker elsewhere = new SocketBroker(folder.resolve("missing/demo.sock"));

    BrokerException refusal = assertThrows(BrokerException.class, () -> elsewhere.subscribe());

    assertTrue(String.valueOf(refusal.getMessage()).contains("folder"));
  }

  private void leaveStaleSocket() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> payloads(Subscription subscription, int count)
      throws InterruptedException {
    return Deliveries.of(subscription, count).stream().map(Delivery::payload).toList();
  }

  private static <T> FutureTask<T> inBackground(Callable<T> callable) {
    FutureTask<T> task = new FutureTask<>(callable);
    new Thread(task, "starter").start();
    return task;
  }
}
