package io.dispatcherd.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketTest {
  private static final InetSocketAddress ADDRESS =
      InetSocketAddress.createUnresolved("localhost", 5432);

  @TempDir private Path folder = Path.of("");
  private ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
  private Socket socket = new Socket();

  UnixSocketTest() throws IOException {}

  @BeforeEach
  void listen() throws IOException {
    server.bind(UnixDomainSocketAddress.of(folder.resolve(".s.PGSQL.5432")));
    socket = new UnixSocketFactory(folder.toString()).createSocket();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
  }

  private SocketChannel connect() throws IOException {
    socket.connect(ADDRESS, 1000);
    return server.accept();
  }

  @Test
  void connectingToAServerWithAFullQueueEndsInTime() throws IOException {
    Path full = folder.resolve(".s.PGSQL.6000");
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocketChannel stopped = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stopped.bind(UnixDomainSocketAddress.of(full), 1);
      SocketException failure =
          assertThrows(
              SocketException.class,
              () -> {
                // The system adds a few to the queue that was asked for.
                for (int i = 0; i < 10; i++) {
                  Socket next = new UnixSocketFactory(folder.toString()).createSocket();
                  waiting.add(next);
                  next.connect(InetSocketAddress.createUnresolved("localhost", 6000), 100);
                }
              });
      assertTrue(String.valueOf(failure.getMessage()).contains("takes no connection"));
    } finally {
      for (Socket each : waiting) {
        each.close();
      }
    }
  }

  @Test
  void bytesTravelBothWays() throws IOException {
    try (SocketChannel peer = connect()) {
      socket.getOutputStream().write("ping".getBytes(UTF_8));
      ByteBuffer received = ByteBuffer.allocate(4);
      while (received.hasRemaining() && peer.read(received) >= 0) {
        // Until all four are here.
      }
      peer.write(ByteBuffer.wrap("pong".getBytes(UTF_8)));

      assertEquals("ping", new String(received.array(), UTF_8));
      assertEquals("pong", new String(socket.getInputStream().readNBytes(4), UTF_8));
      assertTrue(socket.isConnected());
    }
    assertEquals(-1, socket.getInputStream().read());
  }

  @Test
  void moreThanTheKernelsBufferHoldsIsWritten() throws Exception {
    byte[] sent = new byte[4_000_000];
    new Random(1).nextBytes(sent);
    try (SocketChannel peer = connect()) {
      CompletableFuture<byte[]> received =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return Channels.newInputStream(peer).readNBytes(sent.length);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      socket.getOutputStream().write(sent);

      assertArrayEquals(sent, received.get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void readEndsWhenItsTimeIsUpAndTheSocketStaysUsable() throws IOException {
    try (SocketChannel peer = connect()) {
      socket.setSoTimeout(1);

      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());

      peer.write(ByteBuffer.wrap(new byte[] {7}));
      socket.setSoTimeout(0);
      assertEquals(7, socket.getInputStream().read());
    }
  }

  @Test
  void interruptDoesNotEndAReadAndIsNotLost() throws IOException {
    try (SocketChannel peer = connect()) {
      Thread.currentThread().interrupt();
      socket.setSoTimeout(20);

      assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
      assertTrue(Thread.interrupted());
      assertTrue(peer.isOpen());
    }
  }

  @Test
  void closingEndsAReadOfAnotherThread() throws Exception {
    try (SocketChannel peer = connect()) {
      CountDownLatch reading = new CountDownLatch(1);
      CompletableFuture<Integer> read =
          CompletableFuture.supplyAsync(
              () -> {
                reading.countDown();
                try {
                  return socket.getInputStream().read();
                } catch (IOException e) {
                  throw new java.util.concurrent.CompletionException(e);
                }
              });
      reading.await();
      socket.close();

      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> read.get(30, TimeUnit.SECONDS));
      assertEquals(
          SocketException.class, failure.getCause() == null ? null : failure.getCause().getClass());
      assertTrue(socket.isClosed());
      assertTrue(peer.isOpen());
    }
  }

  @Test
  void missingServerIsNamedByItsFile() {
    SocketException failure =
        assertThrows(
            SocketException.class,
            () -> socket.connect(InetSocketAddress.createUnresolved("localhost", 1), 0));

    assertTrue(
        String.valueOf(failure.getMessage()).startsWith(folder.resolve(".s.PGSQL.1") + ": "),
        failure.toString());
  }
}
