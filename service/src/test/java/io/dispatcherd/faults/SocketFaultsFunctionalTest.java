package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.service.fixtures.RunningService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A socket whose file is removed or replaced, and clients that go in the middle of a word. */
@Tag("functional")
class SocketFaultsFunctionalTest {
  private static final int SOME = 5;
  private static final Ledger LEDGER = new Ledger();
  private static RunningService service;

  private FaultLog log;

  @BeforeAll
  static void startService() {
    service = RunningService.builder().watchedBy(LEDGER).start();
  }

  @AfterAll
  static void stopService() throws Exception {
    service.close();
  }

  @BeforeEach
  void listen() {
    log = new FaultLog();
    Tasks.over(service::send, service).runOne(LEDGER);
  }

  @AfterEach
  void balance() {
    log.close(LEDGER, service);
  }

  @Test
  void aFileThatIsRemovedIsMadeAnewAndClientsThatAreConnectedNoticeNothing() throws Exception {
    try (SocketChannel connected = connect()) {
      Files.delete(service.socket());
      Tasks meanwhile = Tasks.over(service::publish, service);
      assertEquals(SOME, meanwhile.run(SOME, LEDGER));
      Tasks overTheOldLine = Tasks.over(line -> write(connected, line + "\n"), service);
      assertEquals(SOME, overTheOldLine.run(SOME, LEDGER));

      log.await("had been removed; created it again");

      assertEquals(SOME, Tasks.over(service::send, service).run(SOME, LEDGER));
      assertTrue(FaultLog.answersOverTheSocket(service));
      assertEquals(1, log.lines("had been removed").size());
    }
  }

  @Test
  void whatSomebodyPutsInPlaceOfTheFileStaysAndIsNamedOnceUntilItGoes() throws Exception {
    Files.delete(service.socket());
    Files.writeString(service.socket(), "not a socket");

    log.await("Could not create the socket file again");
    assertEquals(SOME, Tasks.over(service::publish, service).run(SOME, LEDGER));
    assertEquals("not a socket", Files.readString(service.socket()));

    Files.delete(service.socket());
    log.await("had been removed; created it again");
    assertEquals(SOME, Tasks.over(service::send, service).run(SOME, LEDGER));
    assertEquals(1, log.lines("Could not create the socket file again").size());
  }

  @Test
  void clientsThatGoInTheMiddleOfALineTakeNothingWithThem() throws Exception {
    Tasks tasks = Tasks.over(service::send, service);
    for (int i = 0; i < SOME; i++) {
      try (SocketChannel client = connect()) {
        Tasks whole = Tasks.over(line -> write(client, line + "\n"), service);
        whole.submit(1);
        write(client, service.message(Map.of("uuid", "half"), "say", "never").substring(0, 20));
        whole.awaitAll(LEDGER, Outcome.DONE);
      }
      tasks.submit(1);
    }
    tasks.awaitAll(LEDGER, Outcome.DONE);
  }

  @Test
  void clientsThatGoWithoutReadingTheirRepliesDelayNobody() throws Exception {
    for (int i = 0; i < SOME; i++) {
      try (SocketChannel client = connect()) {
        write(client, "{\"control\": \"status\", \"reply_to\": \"nobody\"}\n".repeat(SOME));
      }
    }
    try (SocketChannel client = connect();
        BufferedReader replies =
            new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8))) {
      write(client, "{\"control\": \"alive\", \"reply_to\": \"me\"}\n");
      assertTrue(replies.readLine().contains("node_id"));
    }
  }

  private static SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(service.socket()));
    return channel;
  }

  private static void write(SocketChannel channel, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
