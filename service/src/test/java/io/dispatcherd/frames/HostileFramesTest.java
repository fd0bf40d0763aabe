package io.dispatcherd.frames;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.corpus.Corpus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a broken worker may write to its line is a frame or an {@link IOException}. */
class HostileFramesTest {
  static List<Corpus.Case> corpus() {
    return Corpus.read("worker-frames.json");
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatIsKeptIsNoFrame(Corpus.Case input) {
    assertThrows(IOException.class, () -> FrameCodec.read(new ByteArrayInputStream(input.bytes())));
  }

  @Test
  void aLengthBeyondTheBoundIsToldFromOtherDamage() {
    byte[] tooLong = {0x7f, 0, 0, 0, 17};

    assertThrows(
        FrameTooLongException.class, () -> FrameCodec.read(new ByteArrayInputStream(tooLong)));
  }

  @Property
  void aFrameWithOneByteChangedIsAFrameOrNone(
      @ForAll @IntRange(max = 60) int place, @ForAll byte value) throws IOException {
    FromWorker.Submit frame = new FromWorker.Submit(7, "{\"task\": \"x\", \"args\": [1]}");
    byte[] bytes = FrameCodec.encode(frame).array().clone();
    bytes[place % bytes.length] = value;

    frameOrNone(bytes);
  }

  @Property
  void anyBytesAreAFrameOrNone(@ForAll byte[] bytes) {
    frameOrNone(bytes);
  }

  private static void frameOrNone(byte[] bytes) {
    try {
      FrameCodec.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      // That is what the reader of a line expects.
    }
  }
}
