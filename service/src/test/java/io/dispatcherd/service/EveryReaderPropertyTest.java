package io.dispatcherd.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.Conversation;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.frames.Frame;
import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.frames.FromWorker.Finished;
import io.dispatcherd.frames.ToWorker.Run;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.limits.MessageLimits;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Chunk;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Message;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.TaskResult;
import io.dispatcherd.messages.chunks.ChunkAssembler;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.control.FutureReply;
import io.dispatcherd.service.control.ReplyText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the door lets in, every later reader reads: the worker, the service that hears how it ended,
 * and whoever asks what is running, in this JVM or anywhere.
 */
class EveryReaderPropertyTest {
  private static final MessageLimits LIMITS = MessageLimits.DEFAULT;
  private static final ReplyText REPLIES = new ReplyText(Integer.MAX_VALUE, new LimitHits());

  /** The ways on which a task message comes to a service. */
  enum Door {
    ALONE {
      @Override
      Message open(String json) {
        return MessageDecoder.decode(json, LIMITS);
      }
    },
    IN_CHUNKS {
      @Override
      Message open(String json) {
        ChunkAssembler assembler = new ChunkAssembler(Duration.ofMinutes(1));
        for (String text : ChunkSplitter.split(json + " ".repeat(1_024), 1_024)) {
          Chunk chunk = (Chunk) MessageDecoder.decode(text, LIMITS);
          if (assembler.add(chunk, Acknowledgeable.NONE, Instant.EPOCH)
              instanceof ChunkAssembler.Complete complete) {
            return MessageDecoder.decode(complete.object());
          }
        }
        throw new MessageFormatException("refused in pieces");
      }
    },
    WITH_A_CHANNEL_OF_ITS_OWN {
      @Override
      Message open(String json) {
        return MessageDecoder.decode(json.replaceFirst("\\{", "{\"channel\": \"own\", "), LIMITS);
      }
    },
    BY_THE_COMMAND_RUN {
      @Override
      Message open(String json) {
        String command = "{\"control\": \"run\", \"control_data\": " + json + "}";
        return TaskMessage.of(((ControlMessage) MessageDecoder.decode(command, LIMITS)).data());
      }
    },
    SUBMITTED_BY_A_TASK {
      @Override
      Message open(String json) {
        return TaskMessage.fromJson(TaskMessage.fromJson(json).withUuid("u").toJson(), LIMITS);
      }
    };

    abstract Message open(String json);
  }

  @Property(tries = 400)
  void readsWhatTheDoorHasLetIn(@ForAll Door door, @ForAll("values") String value)
      throws IOException {
    for (String json :
        List.of(
            "{\"task\": \"t\", \"args\": [" + value + "]}",
            "{\"task\": \"t\", \"kwargs\": {\"a\": " + value + "}}",
            "{\"task\": \"t\", \"x-unknown\": " + value + "}",
            "{\"task\": \"t\", \"callbacks\": [{\"task\": \"u\", \"args\": [" + value + "]}]}")) {
      everybodyReads(door, json);
    }
  }

  @ParameterizedTest
  @MethodSource("poison")
  void readsWhatOnceKilledWorkers(String value) throws IOException {
    for (Door door : Door.values()) {
      everybodyReads(door, "{\"task\": \"t\", \"args\": [" + value + "]}");
    }
  }

  static Stream<String> poison() {
    return Stream.of(
        "1234567890".repeat(99) + "12345678e1",
        "1" + "0".repeat(997) + "e9",
        "1e999999999",
        "-1e-999999999",
        nested(498),
        nested(499),
        "\"\\ud83d\"",
        "\"\ud83d\"",
        "{\"\\u0000\\udead\": \"\\u0000\"}");
  }

  /** The largest message that can be allowed fits the line to a worker, however it is rewritten. */
  @ParameterizedTest
  @ValueSource(strings = {"\"äääääääääää\"", "1e6", "\"\u007f\"", "\"漢漢漢漢\"", "\"\ud83d\ude00\""})
  void readsTheLargestMessageThatCanBeAllowed(String unit) throws IOException {
    String json =
        "{\"channel\":\"c\",\"task\":\"t\",\"args\":[0" + ("," + unit).repeat(10_000) + "]}";
    TaskMessage message = TaskMessage.fromJson(json).with("delay", 1);

    double growth =
        (double) FrameCodec.encode(new Run(1, message)).remaining() / json.getBytes(UTF_8).length;
    assertTrue(
        growth * MessageLimits.MOST_BYTES < FrameCodec.MAX_LENGTH, () -> unit + " by " + growth);
  }

  private static void everybodyReads(Door door, String json) throws IOException {
    TaskMessage message;
    try {
      message = ((TaskMessage) door.open(json)).withUuid("uuid-1").withChannel("channel");
    } catch (MessageFormatException e) {
      assertFalse(String.valueOf(e.getMessage()).isBlank());
      return;
    }
    assertEquals(message.fields(), sent(message).fields());
    assertEquals(message.fields(), TaskMessage.fromJson(message.toJson()).fields());
    for (String key : List.of("queued-0", "ack")) {
      Reply reply = answered(Map.of(key, message.fields(), "node_id", "n"));
      assertEquals(message.fields(), reply.get(key));
      // A task may ask the same, and return what it hears.
      finished(reply.body());
    }
    finished(message.fields());
    finished(message.args());
  }

  /** What a worker reads. */
  private static TaskMessage sent(TaskMessage message) throws IOException {
    return assertInstanceOf(Run.class, overTheLine(new Run(1, message))).message();
  }

  /** A result comes to the service as it is, or the worker has left it out. */
  private static void finished(Object returned) throws IOException {
    Object value;
    try {
      value = Json.valueOf(returned, "the result");
    } catch (MessageFormatException e) {
      return;
    }
    TaskResult result =
        new TaskResult(
            "uuid-1",
            TaskResult.Status.SUCCEEDED,
            value,
            Optional.empty(),
            Instant.EPOCH,
            Instant.EPOCH);
    assertEquals(new Finished(1, result, false), overTheLine(new Finished(1, result, false)));
  }

  private static Frame overTheLine(Frame frame) throws IOException {
    byte[] bytes = FrameCodec.encode(frame).array();
    return Objects.requireNonNull(FrameCodec.read(new ByteArrayInputStream(bytes)));
  }

  /** What everybody who may ask hears. */
  private static Reply answered(Map<String, @Nullable Object> body) {
    FutureReply here = new FutureReply();
    here.send(body);
    Reply inThisJvm = here.future().join();
    String text = REPLIES.of(body);
    Reply inATask = Reply.fromJson(text);
    assertEquals(inThisJvm, inATask);
    assertEquals(inThisJvm, Reply.fromJson(inThisJvm.toJson()));
    for (int maxBytes : List.of(Integer.MAX_VALUE, 1_024)) {
      Dispatcherd client = Dispatcherd.over(new Answers(ChunkSplitter.split(text, maxBytes)));
      assertEquals(List.of(inThisJvm), client.control().ask("running"));
    }
    return inThisJvm;
  }

  /** Answers every command with the same texts. */
  private record Answers(List<String> texts) implements Broker, Conversation {
    @Override
    public String name() {
      return "answers";
    }

    @Override
    public String publishChannel(@Nullable String requested) {
      return "channel";
    }

    @Override
    public void publish(List<Outgoing> messages) {}

    @Override
    public Subscription subscribe() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Conversation converse() {
      return this;
    }

    @Override
    public String replyTo() {
      return "here";
    }

    @Override
    public void send(Outgoing message) {}

    @Override
    public List<String> receive(Duration atMost) {
      return texts;
    }

    @Override
    public Map<String, Object> status() {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  /** Values at the limits: just within, at, and just beyond them. */
  @Provide
  Arbitrary<String> values() {
    Arbitrary<String> leaf = Arbitraries.oneOf(numbers(), texts());
    Arbitrary<Integer> depths =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.integers().between(494, 502)),
            Tuple.of(2, Arbitraries.of(0, 1, 2)));
    return Combinators.combine(leaf, leaf, depths, Arbitraries.of("[", "{\"a\":"))
        .as(EveryReaderPropertyTest::nested);
  }

  private static String nested(String first, String second, int depth, String open) {
    String close = open.startsWith("[") ? "]" : "}";
    String inner = "[%s, %s]".formatted(first, second);
    return open.repeat(depth) + inner + close.repeat(depth);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static Arbitrary<String> numbers() {
    Arbitrary<Integer> lengths =
        Arbitraries.of(
            1, 2, 9, 10, 15, 16, 17, 18, 19, 20, 21, 300, 400, 990, 995, 998, 999, 1_000);
    Arbitrary<String> digits =
        Combinators.combine(lengths, Arbitraries.of("1234567890", "9", "10", "1000000000"))
            .as((length, pattern) -> pattern.repeat(length).substring(0, length));
    Arbitrary<String> exponents =
        Arbitraries.of(
            "",
            "",
            "e0",
            "E1",
            "e-1",
            "e+9",
            "e22",
            "e300",
            "e-320",
            "e400",
            "e-400",
            "e999999999",
            "e-999999999",
            "e2147483647",
            "e-2147483648",
            "e99999999999");
    return Combinators.combine(
            Arbitraries.of("", "-"), digits, Arbitraries.of(0, 1, 2, 500, 999), exponents)
        .as((sign, all, point, exponent) -> sign + pointed(all, point) + exponent);
  }

  private static String pointed(String digits, int point) {
    return point == 0 || point >= digits.length()
        ? digits
        : digits.substring(0, point) + "." + digits.substring(point);
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.of(
            "a",
            "\\u0000",
            "\\ud83d",
            "\\ude00",
            "\ud83d",
            "\ude00",
            "\ud83d\ude00",
            "ä",
            "漢",
            "\\\"",
            "\\\\",
            "\\/",
            "\u007f",
            "\u0085",
            "\u2028",
            "\ufffd",
            "\ufeff",
            "\\n")
        .list()
        .ofMaxSize(6)
        .map(characters -> "\"" + String.join("", characters) + "\"")
        .map(text -> "{" + text + ": " + text + "}");
  }
}
