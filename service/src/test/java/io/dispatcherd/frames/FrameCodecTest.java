package io.dispatcherd.frames;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.RunWish;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.tasks.TaskDeclaration;
import io.dispatcherd.tasks.TaskDefaults;
import io.dispatcherd.tasks.TaskMethod;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCodecTest {
  @Property(tries = 500)
  void everyFrameComesBackAsItWasSent(@ForAll("frames") Frame frame) throws IOException {
    assertEquals(frame, FrameCodec.read(new ByteArrayInputStream(encoded(frame))));
  }

  @Property(tries = 100)
  void framesInOneStreamAreToldApart(@ForAll("frames") Frame first, @ForAll("frames") Frame second)
      throws IOException {
    byte[] one = encoded(first);
    byte[] two = encoded(second);
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    InputStream in = new ByteArrayInputStream(both);

    assertEquals(first, FrameCodec.read(in));
    assertEquals(second, FrameCodec.read(in));
    assertNull(FrameCodec.read(in));
  }

  @Property(tries = 200)
  void aFrameThatIsCutOffIsAnError(@ForAll("frames") Frame frame, @ForAll int at) {
    byte[] whole = encoded(frame);
    byte[] part = Arrays.copyOf(whole, 1 + Math.floorMod(at, whole.length - 1));

    assertThrows(EOFException.class, () -> FrameCodec.read(new ByteArrayInputStream(part)));
  }

  @Property(tries = 1000)
  void garbageIsAFrameOrAnErrorButNothingElse(@ForAll byte[] body) {
    byte[] bytes = framed(body);
    try {
      assertNotNull(FrameCodec.read(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).startsWith("no frame: "), e.getMessage());
    }
  }

  @Property(tries = 500)
  void aFrameWithOneByteChangedIsAFrameOrAnErrorButNothingElse(
      @ForAll("frames") Frame frame, @ForAll int at, @ForAll byte value) {
    byte[] bytes = encoded(frame);
    bytes[Math.floorMod(at, bytes.length)] = value;
    try {
      FrameCodec.read(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      assertTrue(e.getMessage() != null);
    }
  }

  @Test
  void memoryGrowsWithWhatArrivesNotWithTheLengthThatIsClaimed() {
    byte[] header = ByteBuffer.allocate(Integer.BYTES).putInt(FrameCodec.MAX_LENGTH).array();
    LargestRequest in = new LargestRequest(header);

    assertThrows(EOFException.class, () -> FrameCodec.read(in));
    assertTrue(in.largest < 1 << 20, "asked for " + in.largest + " bytes at once");
  }

  @Test
  void aLengthOutOfBoundsIsNamed() {
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, FrameCodec.MAX_LENGTH + 1}) {
      byte[] header = ByteBuffer.allocate(Integer.BYTES).putInt(length).array();
      IOException e =
          assertThrows(IOException.class, () -> FrameCodec.read(new ByteArrayInputStream(header)));
      assertTrue(String.valueOf(e.getMessage()).contains(String.valueOf(length)), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(bytes = {(byte) 0xFF, (byte) 0xC3, (byte) 0x80, (byte) 0xED})
  void aTextThatIsNoUtf8IsRefused(byte wrong) {
    byte[] bytes = encoded(new ToWorker.SetLogLevel("x\ufffd?"));
    bytes[bytes.length - 1] = wrong;

    IOException e =
        assertThrows(IOException.class, () -> FrameCodec.read(new ByteArrayInputStream(bytes)));
    assertTrue(String.valueOf(e.getMessage()).contains("a text is no UTF-8"), e.getMessage());
  }

  @Test
  void aFrameOverTheLimitIsRefusedBeforeItIsSent() {
    TaskMessage message =
        TaskMessage.of(Map.of("task", "a", "args", List.of("x".repeat(FrameCodec.MAX_LENGTH))));
    FrameTooLongException e =
        assertThrows(
            FrameTooLongException.class, () -> FrameCodec.encode(new ToWorker.Run(1, message)));
    assertTrue(String.valueOf(e.getMessage()).contains("Run"), e.getMessage());
  }

  /** That a task has ended is worth more than what it returned. */
  @Test
  void aResultThatCantBeReadIsLeftOut() throws IOException {
    TaskResult result =
        new TaskResult(
            "u-1",
            TaskResult.Status.SUCCEEDED,
            "?????",
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH);
    byte[] bytes = encoded(new FromWorker.Finished(7, result, true));
    String text = new String(bytes, ISO_8859_1).replace("\"?????\"", "[[[NaN]");

    FromWorker.Finished read =
        assertInstanceOf(
            FromWorker.Finished.class,
            FrameCodec.read(new ByteArrayInputStream(text.getBytes(ISO_8859_1))));

    assertNull(read.result().value());
    assertEquals("u-1", read.result().uuid());
    assertTrue(read.stopping());
  }

  @Test
  void theTextOfAFrameKeepsToItselfWhatTheFrameCarries() {
    String secret = "{\"password\":\"secret\"}";
    TaskResult result =
        new TaskResult(
            "u-1",
            TaskResult.Status.SUCCEEDED,
            secret,
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH);
    WorkerSetup setup =
        new WorkerSetup(
            1,
            "node",
            Optional.empty(),
            Map.of("password", secret),
            Optional.empty(),
            List.of(),
            List.of());
    for (Frame frame :
        List.of(
            new ToWorker.Configure(setup),
            new ToWorker.Run(1, TaskMessage.of(Map.of("task", "a", "args", List.of(secret)))),
            new ToWorker.Answer(1, secret),
            new FromWorker.Finished(1, result, false),
            new FromWorker.Ask(1, "running", secret),
            new FromWorker.Progress(1, 0.5, secret),
            new FromWorker.AskStep(1, 2, StepRequest.keep("charge", secret)),
            new FromWorker.Submit(1, secret))) {
      assertFalse(frame.toString().contains("secret"), frame.toString());
    }
  }

  @Example
  void allKindsAreAmongThoseTried() {
    Set<Class<?>> kinds =
        Stream.of(ToWorker.class, FromWorker.class)
            .flatMap(side -> Arrays.stream(side.getPermittedSubclasses()))
            .collect(Collectors.toSet());

    assertEquals(
        kinds,
        frames().sampleStream().limit(2_000).map(Object::getClass).collect(Collectors.toSet()));
  }

  @Provide
  Arbitrary<Frame> frames() {
    Arbitrary<Long> numbers = Arbitraries.longs();
    Arbitrary<Boolean> flags = Arbitraries.of(true, false);
    return Arbitraries.oneOf(
        setups().map(ToWorker.Configure::new),
        Combinators.combine(numbers, messages(), keptRuns()).as(ToWorker.Run::new),
        Combinators.combine(Arbitraries.longs().map(Duration::ofNanos), instants())
            .as(ToWorker.Lease::new),
        Combinators.combine(numbers, flags).as(ToWorker.Cancel::new),
        Arbitraries.just(new ToWorker.Stop()),
        Combinators.combine(numbers, texts()).as(ToWorker.Answer::new),
        Arbitraries.just(new FromWorker.Starting()),
        Arbitraries.just(new FromWorker.Ready()),
        texts().map(text -> new FromWorker.Unfit(text, text + "\n\tat Some.where")),
        Combinators.combine(numbers, results(), flags).as(FromWorker.Finished::new),
        Combinators.combine(numbers, texts(), texts()).as(FromWorker.Ask::new),
        Combinators.combine(numbers, texts(), keptSubmissions()).as(FromWorker.Submit::new),
        Combinators.combine(numbers, Arbitraries.doubles(), texts()).as(FromWorker.Progress::new),
        Combinators.combine(numbers, numbers, stepRequests()).as(FromWorker.AskStep::new),
        Arbitraries.just(new FromWorker.Leaving()),
        Arbitraries.just(new ToWorker.Measure()),
        Arbitraries.just(new ToWorker.ShowStack()),
        Arbitraries.just(new ToWorker.Ping()),
        Arbitraries.just(new ToWorker.Recall()),
        Arbitraries.longs().map(FromWorker.GaveBack::new),
        Arbitraries.just(new FromWorker.Pong()),
        Arbitraries.of("DEBUG", "CRITICAL").map(ToWorker.SetLogLevel::new),
        texts().map(FromWorker.Stack::new),
        memory().map(FromWorker.Measured::new));
  }

  private static Arbitrary<Optional<KeptRun>> keptRuns() {
    return Combinators.combine(Arbitraries.integers(), texts().optional())
        .as(KeptRun::new)
        .optional();
  }

  private static Arbitrary<StepRequest> stepRequests() {
    return Combinators.combine(
            Arbitraries.of(StepRequest.Kind.values()),
            texts(),
            Arbitraries.integers(),
            texts(),
            Arbitraries.longs().map(Duration::ofNanos))
        .as(StepRequest::new);
  }

  private static Arbitrary<Optional<KeptSubmission>> keptSubmissions() {
    return Combinators.combine(
            Arbitraries.longs(),
            texts().optional(),
            instants().optional(),
            Arbitraries.of(true, false))
        .as(KeptSubmission::new)
        .optional();
  }

  private static Arbitrary<Optional<RunWish>> wishes() {
    return Combinators.combine(
            Arbitraries.of(RunWish.Kind.class), Arbitraries.longs().map(Duration::ofNanos))
        .as(RunWish::new)
        .optional();
  }

  private Arbitrary<TaskMessage> messages() {
    return texts().map(text -> TaskMessage.of(Map.of("task", "a.b", "args", List.of(text))));
  }

  private static Arbitrary<MemoryReport> memory() {
    Arbitrary<MemoryReport.Part> parts =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs(), Arbitraries.longs())
            .as(MemoryReport.Part::new);
    return Combinators.combine(
            parts, parts, Arbitraries.longs(), Arbitraries.longs().map(Duration::ofNanos))
        .as(MemoryReport::new);
  }

  private static Arbitrary<WorkerSetup> setups() {
    return Combinators.combine(
            Arbitraries.integers(),
            texts(),
            texts().optional(),
            Arbitraries.maps(texts(), texts()).ofMaxSize(3),
            Arbitraries.longs().map(Duration::ofNanos).optional(),
            texts().list().ofMaxSize(3),
            texts().map(FrameCodecTest::declaration).list().ofMaxSize(3))
        .as(
            (id, node, worker, options, idle, preload, tasks) ->
                new WorkerSetup(id, node, worker, Map.copyOf(options), idle, preload, tasks));
  }

  private static TaskDeclaration declaration(String name) {
    return new TaskDeclaration(
        name,
        new TaskMethod("com.example.Tasks", "sleep", "(D)I", List.of("seconds"), false, false),
        TaskDefaults.NONE);
  }

  private static Arbitrary<TaskResult> results() {
    return Combinators.combine(
            texts(),
            Arbitraries.of(TaskResult.Status.class),
            Arbitraries.of("null", "1", "1.5", "\"a\"", "[1,null]", "{\"a\":{\"b\":[]}}"),
            texts().optional(),
            instants(),
            instants(),
            wishes())
        .as(
            (uuid, status, value, error, started, finished, wish) ->
                new TaskResult(uuid, status, Json.parse(value), error, started, finished, wish));
  }

  private static Arbitrary<Instant> instants() {
    return Arbitraries.longs()
        .between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond())
        .map(second -> Instant.ofEpochSecond(second, Math.floorMod(second, 1_000_000_000)));
  }

  /** Every text that is text: lone surrogates are none. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .withChars("aZ09 \"\\{}\n\u0000äߘ€\ufffd")
        .ofMaxLength(20)
        .map(text -> text.replace("ߘ", "😀"));
  }

  private static byte[] encoded(Frame frame) {
    try {
      ByteBuffer buffer = FrameCodec.encode(frame);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (FrameTooLongException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] framed(byte[] body) {
    return ByteBuffer.allocate(Integer.BYTES + body.length).putInt(body.length).put(body).array();
  }

  /** Notes how much is asked for at once. */
  private static final class LargestRequest extends ByteArrayInputStream {
    private int largest;

    LargestRequest(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      largest = Math.max(largest, into.length);
      return super.read(into, offset, length);
    }

    @Override
    public synchronized byte[] readNBytes(int length) {
      try {
        return new FilterlessStream(this).readNBytes(length);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Reads as {@link InputStream} does by default. */
  private static final class FilterlessStream extends InputStream {
    private final InputStream in;

    FilterlessStream(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return in.read(into, offset, length);
    }
  }
}
