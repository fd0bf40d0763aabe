package io.dispatcherd.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFrameChannelTest extends FrameChannelContract {
  @TempDir private Path folder;

  @Override
  Line open() throws IOException {
    Sockets sockets = connect("line");
    return new Line(channel(sockets.accepted()), channel(sockets.connected()));
  }

  @Test
  void aPeerThatDiesWhileItWritesIsAnErrorNotAFrame() throws Exception {
    Sockets sockets = connect("cut");
    ByteBuffer frame = FrameCodec.encode(new FromWorker.Unfit("a long story", ""));
    sockets.connected().write(frame.limit(frame.limit() - 1));
    sockets.connected().close();

    try (FrameChannel channel = channel(sockets.accepted())) {
      assertThrows(EOFException.class, channel::receive);
    }
  }

  @Test
  void aFrameLargerThanTheSocketsBufferGoesOutWholeThoughItsSenderIsInterrupted() throws Exception {
    Sockets sockets = connect("large");
    String text = "x".repeat(8 << 20);
    try (FrameChannel sender = channel(sockets.connected());
        FrameChannel receiver = channel(sockets.accepted())) {
      CompletableFuture<Void> sent = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      sender.send(new FromWorker.Submit(1, text));
                      sent.complete(null);
                    } catch (IOException e) {
                      sent.completeExceptionally(e);
                    }
                  });
      thread.interrupt();
      assertEquals(new FromWorker.Submit(1, text), receiver.receive());
      sent.get(30, TimeUnit.SECONDS);
    }
  }

  private record Sockets(SocketChannel accepted, SocketChannel connected) {}

  private Sockets connect(String name) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(name));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      SocketChannel connected = SocketChannel.open(address);
      return new Sockets(server.accept(), connected);
    }
  }

  private static FrameChannel channel(SocketChannel socket) throws IOException {
    return new SocketFrameChannel(socket);
  }
}
