package io.dispatcherd.brokers.socket.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class LineDecoderTest {
  @Property
  void linesDontDependOnHowTheirBytesArrive(
      @ForAll List<String> texts, @ForAll @IntRange(min = 1, max = 7) int step) throws Exception {
    List<String> sent =
        texts.stream()
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .map(text -> text.replace('\n', ' '))
            .filter(text -> !text.isBlank())
            .toList();
    byte[] bytes = String.join("\n", sent).getBytes(StandardCharsets.UTF_8);
    LineDecoder decoder = new LineDecoder(Integer.MAX_VALUE);
    List<String> received = new ArrayList<>();

    for (int start = 0; start < bytes.length; start += step) {
      int length = Math.min(step, bytes.length - start);
      decoder.add(ByteBuffer.wrap(bytes, start, length), received);
    }
    decoder.finish(received);

    assertEquals(sent, received);
  }

  @Test
  void linesUpToTheLimitPassAndLongerOnesAreRefused() throws Exception {
    LineDecoder decoder = new LineDecoder(4);
    List<String> received = new ArrayList<>();

    decoder.add(ByteBuffer.wrap("1234\n".getBytes(StandardCharsets.UTF_8)), received);

    assertEquals(List.of("1234"), received);
    assertThrows(
        LineDecoder.LineTooLongException.class,
        () -> decoder.add(ByteBuffer.wrap("12345".getBytes(StandardCharsets.UTF_8)), received));
  }
}
