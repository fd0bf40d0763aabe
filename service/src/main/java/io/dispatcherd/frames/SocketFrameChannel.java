package io.dispatcherd.frames;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A line to another process over a connected socket.
 *
 * <p>One thread of the channel's own does all the writing, so that frames go out whole and one
 * after the other, and because a {@link SocketChannel} is closed for good when a thread is
 * interrupted within it: those that send run tasks, and cancelling a task must not cost the worker
 * its line.
 */
public final class SocketFrameChannel implements FrameChannel {
  private final SocketChannel socket;
  private final InputStream in;
  private final ExecutorService writer;

  /**
   * Takes over a connected socket in blocking mode.
   *
   * @param socket the socket; closed with the channel
   * @param threads makes the thread that writes; one that a JVM's end doesn't wait for
   */
  public SocketFrameChannel(SocketChannel socket, ThreadFactory threads) {
    this.socket = socket;
    in = new BufferedInputStream(Channels.newInputStream(socket));
    writer = Executors.newSingleThreadExecutor(threads);
  }

  @Override
  public void send(Frame frame) throws IOException {
    ByteBuffer bytes = FrameCodec.encode(frame);
    try {
      // join() leaves the interrupt of the waiting thread standing, and waits on.
      CompletableFuture.runAsync(() -> write(bytes), writer).join();
    } catch (RejectedExecutionException e) {
      throw new IOException("the line is closed", e);
    } catch (CompletionException e) {
      throw new IOException("a frame couldn't be sent", e.getCause());
    }
  }

  @Override
  public @Nullable Frame receive() throws IOException {
    try {
      return FrameCodec.read(in);
    } catch (ClosedChannelException e) {
      return null;
    }
  }

  @Override
  public void close() {
    writer.shutdown();
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing was waiting for an answer, and the descriptor is gone either way.
    }
  }

  private void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
