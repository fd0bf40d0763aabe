package io.dispatcherd.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FrameLineTest {
  private static final int MAX_BACKLOG = 100_000;

  /** A frame counts for at least so many bytes. */
  private static final int EACH = 256;

  /** So many frames one read may bring, the smallest ones. */
  private static final int ONE_READ = (64 << 10) / 5;

  @TempDir private Path folder;
  private final FrameLines lines = new FrameLines(MAX_BACKLOG);
  private int sockets;

  @AfterEach
  void closeLines() {
    lines.close();
  }

  private record Arrival(Frame frame, Runnable onTaken) {}

  /** Keeps what comes until the test takes it. */
  private static final class Hearer implements FrameLine.Listener {
    final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();
    final BlockingQueue<Boolean> heldUp = new LinkedBlockingQueue<>();
    final CompletableFuture<Void> ended = new CompletableFuture<>();

    @Override
    public void received(Frame frame, Runnable onTaken) {
      arrived.add(new Arrival(frame, onTaken));
    }

    @Override
    public void heldUp() {
      heldUp.add(true);
    }

    @Override
    public void ended(@Nullable IOException problem) {
      ended.complete(null);
    }

    Frame take() throws InterruptedException {
      Arrival arrival = arrived.take();
      arrival.onTaken().run();
      return arrival.frame();
    }
  }

  @Test
  void aWorkerThatSaysMoreThanIsTakenHasToWaitAndNothingIsLost() throws Exception {
    int count = 500_000;
    Hearer flooded = new Hearer();
    Hearer neighbour = new Hearer();
    try (FrameChannel flooding = worker(flooded);
        FrameChannel beside = worker(neighbour)) {
      CompletableFuture<Void> flood = send(flooding, count);
      flooded.heldUp.take();
      int before = flooded.arrived.size();
      // The thread of the lines goes on to the next one, and comes by the first again.
      beside.send(new FromWorker.Ready());
      assertEquals(new FromWorker.Ready(), neighbour.take());
      beside.send(new FromWorker.Ready());
      assertEquals(new FromWorker.Ready(), neighbour.take());

      assertEquals(before, flooded.arrived.size());
      assertTrue(before <= MAX_BACKLOG / EACH + ONE_READ, "read ahead: " + before);
      assertTrue(!flood.isDone(), "the worker doesn't have to wait");

      for (int i = 0; i < count; i++) {
        assertEquals(new FromWorker.GaveBack(i), flooded.take());
      }
      flood.get(30, TimeUnit.SECONDS);
    }
    flooded.ended.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aFrameLargerThanTheBoundIsReceivedAndWhatFollowsToo() throws Exception {
    Hearer hearer = new Hearer();
    try (FrameChannel worker = worker(hearer)) {
      String text = "x".repeat(3 * MAX_BACKLOG);
      List<Frame> received = new ArrayList<>();
      worker.send(new FromWorker.Submit(1, text));
      hearer.heldUp.take();
      worker.send(new FromWorker.Ready());
      received.add(hearer.take());
      received.add(hearer.take());

      assertEquals(List.of(new FromWorker.Submit(1, text), new FromWorker.Ready()), received);
    }
  }

  private FrameChannel worker(Hearer hearer) throws IOException {
    UnixDomainSocketAddress address =
        UnixDomainSocketAddress.of(folder.resolve("line-" + sockets++));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      FrameChannel worker = new SocketFrameChannel(SocketChannel.open(address));
      lines.open(server.accept(), hearer);
      return worker;
    }
  }

  private static CompletableFuture<Void> send(FrameChannel channel, int count) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                for (int i = 0; i < count; i++) {
                  channel.send(new FromWorker.GaveBack(i));
                }
                sent.complete(null);
              } catch (IOException e) {
                sent.completeExceptionally(e);
              }
            });
    return sent;
  }
}
