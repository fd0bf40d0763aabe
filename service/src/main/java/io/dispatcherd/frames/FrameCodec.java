package io.dispatcherd.frames;

import io.dispatcherd.frames.FromWorker.Ask;
import io.dispatcherd.frames.FromWorker.AskStep;
import io.dispatcherd.frames.FromWorker.Finished;
import io.dispatcherd.frames.FromWorker.GaveBack;
import io.dispatcherd.frames.FromWorker.Leaving;
import io.dispatcherd.frames.FromWorker.Measured;
import io.dispatcherd.frames.FromWorker.Pong;
import io.dispatcherd.frames.FromWorker.Progress;
import io.dispatcherd.frames.FromWorker.Ready;
import io.dispatcherd.frames.FromWorker.Stack;
import io.dispatcherd.frames.FromWorker.Starting;
import io.dispatcherd.frames.FromWorker.Submit;
import io.dispatcherd.frames.FromWorker.Unfit;
import io.dispatcherd.frames.ToWorker.Answer;
import io.dispatcherd.frames.ToWorker.Cancel;
import io.dispatcherd.frames.ToWorker.Configure;
import io.dispatcherd.frames.ToWorker.Lease;
import io.dispatcherd.frames.ToWorker.Measure;
import io.dispatcherd.frames.ToWorker.Ping;
import io.dispatcherd.frames.ToWorker.Recall;
import io.dispatcherd.frames.ToWorker.Run;
import io.dispatcherd.frames.ToWorker.SetLogLevel;
import io.dispatcherd.frames.ToWorker.ShowStack;
import io.dispatcherd.frames.ToWorker.Stop;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames as bytes: the length of what follows (4 bytes, big-endian), one byte for the kind, and the
 * fields in their order. Numbers are big-endian; a text is its length in bytes and its UTF-8.
 *
 * <p>Both sides are always the same build, so there is no version and no unknown kind to skip.
 */
public final class FrameCodec {
  /**
   * The longest frame in bytes, its length field not counted: 64 MiB. Far above what a channel
   * carries, and low enough that a broken line can't exhaust the memory of the service.
   */
  public static final int MAX_LENGTH = 64 << 20;

  private static final byte CONFIGURE = 1;
  private static final byte RUN = 2;
  private static final byte CANCEL = 3;
  private static final byte STOP = 4;
  private static final byte ANSWER = 5;
  private static final byte MEASURE = 6;
  private static final byte SET_LOG_LEVEL = 7;
  private static final byte PING = 8;
  private static final byte RECALL = 9;
  private static final byte LEASE = 10;
  private static final byte SHOW_STACK = 11;
  private static final byte STARTING = 16;
  private static final byte READY = 17;
  private static final byte UNFIT = 18;
  private static final byte FINISHED = 19;
  private static final byte ASK = 20;
  private static final byte SUBMIT = 21;
  private static final byte LEAVING = 22;
  private static final byte MEASURED = 23;
  private static final byte PONG = 24;
  private static final byte GAVE_BACK = 25;
  private static final byte PROGRESS = 26;
  private static final byte ASK_STEP = 27;
  private static final byte STACK = 28;

  private static final Logger log = LoggerFactory.getLogger(FrameCodec.class);
  private static final List<TaskResult.Status> STATUSES = List.of(TaskResult.Status.values());

  private FrameCodec() {}

  /**
   * The bytes of a frame, its length first.
   *
   * @throws FrameTooLongException if that is more than {@link #MAX_LENGTH}
   */
  public static ByteBuffer encode(Frame frame) throws FrameTooLongException {
    FieldWriter out = new FieldWriter();
    if (frame instanceof FromWorker said) {
      write(said, out);
    } else if (frame instanceof ToWorker said) {
      write(said, out);
    }
    return out.frame(frame);
  }

  // Not by switches over types: the JVM writes a class for each when it first comes along, which
  // takes a worker more time and memory than all its frames.

  private static void write(FromWorker frame, FieldWriter out) {
    if (frame instanceof Finished(long run, TaskResult result, boolean stopping)) {
      out.kind(FINISHED).number(run);
      writeResult(out, result);
      out.flag(stopping);
    } else if (frame instanceof Starting) {
      out.kind(STARTING);
    } else if (frame instanceof Ready) {
      out.kind(READY);
    } else if (frame instanceof Unfit(String reason, String trace)) {
      out.kind(UNFIT).text(reason).text(trace);
    } else if (frame instanceof Ask(long request, String command, String data)) {
      out.kind(ASK).number(request).text(command).text(data);
    } else if (frame instanceof Submit submit) {
      out.kind(SUBMIT).number(submit.request()).text(submit.message());
      KeptFields.write(out, submit.kept());
    } else if (frame instanceof Progress(long run, double part, String text)) {
      out.kind(PROGRESS).number(run).number(Double.doubleToLongBits(part)).text(text);
    } else if (frame instanceof AskStep ask) {
      out.kind(ASK_STEP).number(ask.request()).number(ask.run());
      KeptFields.writeStep(out, ask.what());
    } else if (frame instanceof GaveBack(long run)) {
      out.kind(GAVE_BACK).number(run);
    } else if (frame instanceof Leaving) {
      out.kind(LEAVING);
    } else if (frame instanceof Measured(MemoryReport memory)) {
      memory.write(out.kind(MEASURED));
    } else if (frame instanceof Stack(String text)) {
      out.kind(STACK).text(text);
    } else if (frame instanceof Pong) {
      out.kind(PONG);
    } else {
      throw unknown(frame);
    }
  }

  private static void write(ToWorker frame, FieldWriter out) {
    if (frame instanceof Run run) {
      out.kind(RUN).number(run.run()).text(run.message().toJson());
      KeptFields.writeRun(out, run.kept());
    } else if (frame instanceof Configure(WorkerSetup setup)) {
      SetupFields.write(out.kind(CONFIGURE), setup);
    } else if (frame instanceof Cancel(long run, boolean timedOut)) {
      out.kind(CANCEL).number(run).flag(timedOut);
    } else if (frame instanceof Stop) {
      out.kind(STOP);
    } else if (frame instanceof Recall) {
      out.kind(RECALL);
    } else if (frame instanceof Answer(long request, String reply)) {
      out.kind(ANSWER).number(request).text(reply);
    } else if (frame instanceof Measure) {
      out.kind(MEASURE);
    } else if (frame instanceof ShowStack) {
      out.kind(SHOW_STACK);
    } else if (frame instanceof SetLogLevel(String level)) {
      out.kind(SET_LOG_LEVEL).text(level);
    } else if (frame instanceof Lease(Duration left, Instant until)) {
      out.kind(LEASE).number(left.toNanos()).instant(until);
    } else if (frame instanceof Ping) {
      out.kind(PING);
    } else {
      throw unknown(frame);
    }
  }

  private static IllegalStateException unknown(Frame frame) {
    return new IllegalStateException("no kind of frame has been given to " + frame.getClass());
  }

  /**
   * Reads one frame. Memory grows with what arrives, not with the length that a frame claims.
   *
   * @return the frame, or null if the stream ends before it begins
   * @throws IOException if the stream ends within the frame, fails, or holds no frame; the text
   *     says what was wrong
   */
  public static @Nullable Frame read(InputStream in) throws IOException {
    byte[] header = in.readNBytes(Integer.BYTES);
    if (header.length == 0) {
      return null;
    }
    if (header.length < Integer.BYTES) {
      throw new EOFException("the line ended within the length of a frame");
    }
    int length = checkedLength(BigEndian.get(header, 0));
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(
          "the line ended within a frame, after %d of %d bytes".formatted(body.length, length));
    }
    return decode(body, 0, length);
  }

  /**
   * The length of the frame that begins here, without the length itself; 0 if not all of it stands
   * before the end.
   */
  static int wholeLength(byte[] bytes, int start, int end) throws IOException {
    if (end - start < Integer.BYTES) {
      return 0;
    }
    int length = checkedLength(BigEndian.get(bytes, start));
    return end - start - Integer.BYTES < length ? 0 : length;
  }

  private static int checkedLength(int length) throws IOException {
    if (length > MAX_LENGTH) {
      throw new FrameTooLongException(length);
    }
    if (length < 1) {
      throw new IOException("no frame: its length is given as %d bytes".formatted(length));
    }
    return length;
  }

  /** The frame that stands from here to there, without its length. */
  static Frame decode(byte[] bytes, int start, int end) throws IOException {
    FieldReader in = new FieldReader(bytes, start, end);
    byte kind = in.kind();
    try {
      Frame frame =
          switch (kind) {
            case CONFIGURE -> new Configure(SetupFields.read(in));
            case RUN -> new Run(in.number(), readTask(in), KeptFields.readRun(in));
            case CANCEL -> new Cancel(in.number(), in.flag());
            case STOP -> new Stop();
            case RECALL -> new Recall();
            case ANSWER -> new Answer(in.number(), in.text());
            case MEASURE -> new Measure();
            case SHOW_STACK -> new ShowStack();
            case SET_LOG_LEVEL -> new SetLogLevel(in.text());
            case PING -> new Ping();
            case LEASE -> new Lease(Duration.ofNanos(in.number()), in.instant());
            case STARTING -> new Starting();
            case READY -> new Ready();
            case UNFIT -> new Unfit(in.text(), in.text());
            case FINISHED -> new Finished(in.number(), readResult(in), in.flag());
            case ASK -> new Ask(in.number(), in.text(), in.text());
            case SUBMIT -> new Submit(in.number(), in.text(), KeptFields.read(in));
            case PROGRESS ->
                new Progress(in.number(), Double.longBitsToDouble(in.number()), in.text());
            case ASK_STEP -> new AskStep(in.number(), in.number(), KeptFields.readStep(in));
            case GAVE_BACK -> new GaveBack(in.number());
            case LEAVING -> new Leaving();
            case MEASURED -> new Measured(MemoryReport.read(in));
            case STACK -> new Stack(in.text());
            case PONG -> new Pong();
            default -> throw new IOException("there is no such kind");
          };
      in.end();
      return frame;
    } catch (IOException e) {
      throw new IOException("no frame: kind %d: %s".formatted(kind, e.getMessage()), e);
    }
  }

  private static TaskMessage readTask(FieldReader in) throws IOException {
    try {
      return TaskMessage.fromJson(in.text());
    } catch (MessageFormatException e) {
      throw new IOException("the task is no message", e);
    }
  }

  private static void writeResult(FieldWriter out, TaskResult result) {
    out.text(result.uuid())
        .constant(STATUSES, result.status())
        .text(Json.write(result.value()))
        .optionalText(result.error())
        .instant(result.startedAt())
        .instant(result.finishedAt());
    KeptFields.writeWish(out, result.wish());
  }

  private static TaskResult readResult(FieldReader in) throws IOException {
    String uuid = in.text();
    return new TaskResult(
        uuid,
        in.constant(STATUSES),
        readValue(in, uuid),
        in.optionalText(),
        in.instant(),
        in.instant(),
        KeptFields.readWish(in));
  }

  /** What a task returned. That it did is worth more than what: the line goes on without it. */
  private static @Nullable Object readValue(FieldReader in, String uuid) throws IOException {
    String json = in.text();
    try {
      return Json.parse(json);
    } catch (MessageFormatException e) {
      log.warn("Leaving out the result of uuid {}: {}", uuid, e.getMessage());
      return null;
    }
  }

  /**
   * Reads a field that is JSON text. Its content stays out of the error: it may be confidential.
   */
  static @Nullable Object readJson(FieldReader in, String what) throws IOException {
    try {
      return Json.parse(in.text());
    } catch (MessageFormatException e) {
      throw new IOException(what + " is no JSON", e);
    }
  }

  /** Reads a field that is the JSON text of an object. */
  static Map<String, @Nullable Object> readObject(FieldReader in, String what) throws IOException {
    if (readJson(in, what) instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // the keys of a JSON object are strings
      Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) map;
      return object;
    }
    throw new IOException(what + " is no JSON object");
  }
}
