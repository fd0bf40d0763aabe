package io.dispatcherd.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Frames through a socket that takes and gives as few bytes at a time as it likes. */
class IncomingFramesTest {
  @Property(tries = 200)
  void framesComeWholeAndInOrderHoweverTheBytesAreCut(
      @ForAll @Size(max = 30) List<@IntRange(max = 200_000) Integer> lengths,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 70_000) Integer> parts)
      throws IOException {
    OutgoingFrames outgoing = new OutgoingFrames();
    IncomingFrames incoming = new IncomingFrames();
    Pipe pipe = new Pipe(parts);
    List<Frame> sent = new ArrayList<>();
    List<Frame> received = new ArrayList<>();
    for (int length : lengths) {
      Frame frame = new FromWorker.Submit(length, "x".repeat(length));
      sent.add(frame);
      outgoing.add(frame);
      outgoing.writeTo(pipe);
      receive(incoming, pipe, received);
    }
    while (received.size() < sent.size()) {
      outgoing.writeTo(pipe);
      receive(incoming, pipe, received);
    }
    assertEquals(sent, received);
    incoming.end();
  }

  private static void receive(IncomingFrames incoming, Pipe pipe, List<Frame> received)
      throws IOException {
    incoming.read(pipe);
    for (Frame next = incoming.take(); next != null; next = incoming.take()) {
      received.add(next);
    }
  }

  /** Takes and gives so many bytes at a time, by turns. */
  private static final class Pipe implements ReadableByteChannel, WritableByteChannel {
    private final List<Integer> parts;
    private ByteBuffer bytes = ByteBuffer.allocate(16 << 20);
    private int turn;

    Pipe(List<Integer> parts) {
      this.parts = parts;
    }

    @Override
    public int write(ByteBuffer from) {
      int part = Math.min(from.remaining(), next());
      bytes.put(from.slice(from.position(), part));
      from.position(from.position() + part);
      return part;
    }

    @Override
    public int read(ByteBuffer into) {
      bytes.flip();
      int part = Math.min(Math.min(bytes.remaining(), into.remaining()), next());
      into.put(bytes.slice(0, part));
      bytes.position(part);
      bytes.compact();
      return part;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}

    private int next() {
      return 1 + parts.get(turn++ % parts.size());
    }
  }
}
