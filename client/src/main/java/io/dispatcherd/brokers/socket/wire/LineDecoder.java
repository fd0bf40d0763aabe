package io.dispatcherd.brokers.socket.wire;

import io.dispatcherd.limits.PacedLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Cuts a stream of bytes into lines of UTF-8. A line that isn't UTF-8 is refused and logged;
 * decoding goes on with the next line. For one thread.
 */
public final class LineDecoder {
  private static final Logger log = LoggerFactory.getLogger(LineDecoder.class);

  private final PacedLog refusals = new PacedLog(log, Level.WARN);
  private final int maxLineBytes;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

  public LineDecoder(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  /**
   * Adds bytes that were read.
   *
   * @param lines the lines that it completes are added here
   * @throws LineTooLongException if a line exceeds the limit; decoding can't go on
   */
  public void add(ByteBuffer bytes, List<String> lines) throws LineTooLongException {
    byte[] chunk = new byte[bytes.remaining()];
    bytes.get(chunk);
    int start = 0;
    for (int i = 0; i < chunk.length; i++) {
      if (chunk[i] == '\n') {
        extend(chunk, start, i);
        finish(lines);
        start = i + 1;
      }
    }
    extend(chunk, start, chunk.length);
  }

  /** The stream has ended: the rest is a line too. */
  public void finish(List<String> lines) {
    byte[] line = partial.toByteArray();
    partial.reset();
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(line))
              .toString();
      if (!text.isBlank()) {
        lines.add(text);
      }
    } catch (CharacterCodingException e) {
      refusals.say("Refused a line of %d bytes that is no UTF-8".formatted(line.length));
    }
  }

  private void extend(byte[] chunk, int start, int end) throws LineTooLongException {
    if (partial.size() + (end - start) > maxLineBytes) {
      throw new LineTooLongException(maxLineBytes);
    }
    partial.write(chunk, start, end - start);
  }

  /** A line that is too long to be read. */
  public static final class LineTooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    LineTooLongException(int maxLineBytes) {
      super("a line of more than " + maxLineBytes + " bytes");
    }
  }
}
