package io.dispatcherd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.MessageDecoder;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.tasks.TaskCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(50);

  private static Control over(FakeBroker.Services services) {
    return Dispatcherd.over(new FakeBroker(services)).control();
  }

  private static String alive(String node) {
    return "{\"node_id\":\"" + node + "\"}";
  }

  @Nested
  class Asking {
    @Test
    void endsAsSoonAsAllExpectedRepliesAreThere() {
      Control control =
          over(
              (command, broker) -> {
                broker.reply(command.replyTo(), alive("a"));
                broker.reply(command.replyTo(), alive("b"));
              });

      List<Reply> replies = control.ask("alive", Map.of(), 2, LONG);

      assertEquals(List.of("a", "b"), replies.stream().map(Reply::nodeId).toList());
    }

    @Test
    void returnsWhatCameWhenTheTimeIsUp() {
      Control control = over((command, broker) -> broker.reply(command.replyTo(), alive("a")));

      assertEquals(1, control.ask("alive", Map.of(), 2, SHORT).size());
    }

    @Test
    void returnsNoMoreThanWasExpected() {
      Control control =
          over(
              (command, broker) -> {
                broker.reply(command.replyTo(), alive("a"));
                broker.reply(command.replyTo(), alive("b"));
              });

      assertEquals(1, control.ask("alive", Map.of(), 1, LONG).size());
    }

    @Test
    void carriesTheCommandAndItsData() {
      List<ControlMessage> seen = new ArrayList<>();
      Control control =
          over(
              (command, broker) -> {
                seen.add(command);
                broker.reply(command.replyTo(), alive("a"));
              });

      control.ask("running", Map.of("task", "a.b", "args", List.of(1, 2.5)), 1, LONG);

      assertEquals("running", seen.get(0).command());
      assertEquals(Map.of("task", "a.b", "args", List.of(1, 2.5)), seen.get(0).data());
    }

    @Test
    void joinsRepliesThatCameInChunks() {
      String large = "{\"node_id\":\"a\",\"stack\":\"" + "x".repeat(20_000) + "\"}";
      Control control =
          over(
              (command, broker) ->
                  ChunkSplitter.split(large, 7999)
                      .forEach(chunk -> broker.reply(command.replyTo(), chunk)));

      Reply reply = control.ask("aio_tasks", Map.of(), 1, LONG).get(0);

      assertEquals("x".repeat(20_000), reply.get("stack"));
    }

    @Test
    void passesOverWhatIsNoReply() {
      Control control =
          over(
              (command, broker) -> {
                broker.reply(command.replyTo(), "no json");
                broker.reply(command.replyTo(), "[1]");
                broker.reply(command.replyTo(), "{\"__dispatcherd_chunk__\":\"v9\"}");
                broker.reply(command.replyTo(), alive("a"));
              });

      assertEquals("a", control.ask("alive", Map.of(), 1, LONG).get(0).nodeId());
    }

    @Test
    void keepsTheThreadInterrupted() {
      Control control = over((command, broker) -> Thread.currentThread().interrupt());

      assertThrows(CancellationException.class, () -> control.ask("alive", Map.of(), 1, LONG));

      assertTrue(Thread.interrupted());
    }

    @Test
    void forNoReplyIsRefused() {
      Control control = over((command, broker) -> {});

      assertThrows(IllegalArgumentException.class, () -> control.ask("alive", Map.of(), 0, LONG));
    }
  }

  @Nested
  class WhenAllTurnsAreTaken {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch taken = new CountDownLatch(Control.MOST_AT_ONCE);
    private final FakeBroker broker =
        new FakeBroker(
            (command, services) -> {
              taken.countDown();
              await(answered);
              services.reply(command.replyTo(), alive("a"));
            });
    private final Dispatcherd dispatcherd = Dispatcherd.over(broker);
    private final ExecutorService others = Executors.newFixedThreadPool(Control.MOST_AT_ONCE);

    @BeforeEach
    void takeAllTurns() {
      for (int i = 0; i < Control.MOST_AT_ONCE; i++) {
        others.execute(() -> dispatcherd.control().ask("alive", Map.of(), 1, LONG));
      }
      await(taken);
    }

    @AfterEach
    void letGo() {
      answered.countDown();
      others.shutdown();
    }

    private void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(LONG.toSeconds(), TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void aCommandIsNotSentAndTheErrorSaysSo() {
      BrokerException unsent =
          assertThrows(
              BrokerException.class,
              () -> dispatcherd.control().ask("cancel", Map.of(), 1, Duration.ZERO));

      assertTrue(String.valueOf(unsent.getMessage()).contains("cancel was not sent"));
      assertEquals(Control.MOST_AT_ONCE, broker.published.size());
    }

    @Test
    void noTaskIsSaidToRunPerhaps() {
      TaskCall call = dispatcherd.task("any.task");

      BrokerException unsent =
          assertThrows(BrokerException.class, () -> call.submitConfirmed(Duration.ZERO));

      assertTrue(String.valueOf(unsent.getMessage()).contains("was not sent"));
      assertEquals(Control.MOST_AT_ONCE, broker.published.size());
    }
  }

  @Nested
  class Properties {
    @Test
    void staleReplyToAnEarlierCommandIsNeverTakenForTheAnswerToThisOne() {
      List<String> earlier = new ArrayList<>();
      Control control =
          over(
              (command, broker) -> {
                earlier.add(String.valueOf(command.replyTo()));
                if (earlier.size() == 2) {
                  broker.reply(earlier.get(0), "{\"node_id\":\"late\"}");
                  broker.reply(command.replyTo(), "{\"node_id\":\"prompt\"}");
                }
              });

      assertEquals(List.of(), control.ask("alive", Map.of(), 1, SHORT));

      List<Reply> second = control.ask("alive", Map.of(), 1, LONG);
      assertEquals(List.of("prompt"), second.stream().map(Reply::nodeId).toList());
    }

    @Test
    void deadServiceNeverLooksAlive() {
      List<String> earlier = new ArrayList<>();
      Control control =
          over(
              (command, broker) -> {
                earlier.forEach(channel -> broker.reply(channel, alive("dead")));
                earlier.add(String.valueOf(command.replyTo()));
              });

      assertEquals(List.of(), control.ask("alive", Map.of(), 1, SHORT));
      assertEquals(List.of(), control.ask("alive", Map.of(), 1, SHORT));
    }

    @Test
    void manyQuestionsAtOnceUseABoundedNumberOfConversations() throws Exception {
      FakeBroker broker =
          new FakeBroker((command, fake) -> fake.reply(command.replyTo(), alive("a")));
      Control control = Dispatcherd.over(broker).control();
      ExecutorService threads = Executors.newFixedThreadPool(30);
      try {
        List<Future<List<Reply>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          answers.add(threads.submit(() -> control.ask("alive", Map.of(), 1, LONG)));
        }
        for (Future<List<Reply>> answer : answers) {
          assertEquals(1, answer.get().size());
        }
      } finally {
        threads.shutdown();
      }

      assertTrue(broker.mostConversations.get() <= Control.MOST_AT_ONCE);
      assertEquals(0, broker.conversations.get());
    }
  }

  @Test
  void sendingAsksForNoReply() {
    FakeBroker broker = new FakeBroker();

    Dispatcherd.over(broker).control().send("cancel", Map.of("uuid", "u-1"));

    Outgoing sent = broker.published.get(0).get(0);
    ControlMessage command = (ControlMessage) MessageDecoder.decode(sent.payload());
    assertNull(command.replyTo());
    assertEquals("cancel", command.command());
    assertEquals("default_channel", sent.channel());
    assertFalse(sent.payload().contains("reply_to"));
  }

  @Test
  void aChannelOfItsOwnCanBeAsked() {
    FakeBroker broker = new FakeBroker();

    Dispatcherd.over(broker).control().on("other").send("alive");

    assertEquals("other", broker.published.get(0).get(0).channel());
  }

  @Nested
  class TypedAnswers {
    private static final String RUNNING =
        "{\"node_id\":\"a\",\"worker-3\":{\"task\":\"t\",\"uuid\":\"u-1\"},"
            + "\"queued-0\":{\"task\":\"t\",\"uuid\":\"u-2\"}}";

    @Test
    void tellWhatRunsAndWhatWaits() {
      List<Map<String, ?>> asked = new ArrayList<>();
      Control control =
          over(
              (command, broker) -> {
                asked.add(command.data());
                broker.reply(command.replyTo(), RUNNING);
              });

      List<FoundSubmission> found = control.running(TaskSelection.task("t").args(List.of(1)));

      assertEquals(List.of(Map.of("task", "t", "args", List.of(1))), asked);
      assertEquals(List.of("u-1", "u-2"), found.stream().map(FoundSubmission::uuid).toList());
      assertEquals(OptionalInt.of(3), found.get(0).workerId());
      assertEquals(FoundSubmission.State.QUEUED, found.get(1).state());
      assertEquals("a", found.get(1).nodeId());
    }

    @Test
    void comeInPagesOfEachService() {
      List<Map<String, ?>> asked = new ArrayList<>();
      Control control =
          over((command, broker) -> {
                asked.add(command.data());
                broker.reply(
                    command.replyTo(),
                    """
                    {"node_id": "a", "worker-3": {"task": "t", "uuid": "u-1", "since": 1.5},
                     "next": "worker-3", "worker-x": {"task": "no task"}, "queued-1": 7}
                    """);
                broker.reply(command.replyTo(), RUNNING.replace("\"a\"", "\"b\""));
              })
              .gathering(Duration.ofSeconds(5), Duration.ofMillis(20));

      List<RunningPage> pages = control.running(TaskSelection.task("t"), 1);

      assertEquals(List.of(Map.of("task", "t", "times", true, "limit", 1)), asked);
      assertEquals(List.of("a", "b"), pages.stream().map(RunningPage::nodeId).toList());
      assertEquals(List.of(1, 2), pages.stream().map(page -> page.tasks().size()).toList());
      assertEquals(Optional.of("worker-3"), pages.get(0).next());
      assertEquals(Optional.empty(), pages.get(1).next());
      assertEquals(Optional.of(Instant.ofEpochMilli(1_500)), pages.get(0).tasks().get(0).since());
      control.running(TaskSelection.ALL, 1, "worker-3");
      assertEquals(Map.of("times", true, "limit", 1, "after", "worker-3"), asked.get(1));
    }

    @Test
    void cancelWaitsForTheServiceThatHasTheTask() {
      Control control =
          over(
              (command, broker) -> {
                broker.reply(command.replyTo(), alive("b"));
                broker.reply(command.replyTo(), RUNNING);
              });

      assertTrue(control.cancel("u-1"));
    }

    @Test
    void cancelSaysIfNobodyHasTheTask() {
      Control control = over((command, broker) -> broker.reply(command.replyTo(), alive("b")));

      assertFalse(control.expecting(1, SHORT).cancel("u-9"));
    }

    @Test
    void anErrorIsThrown() {
      Control control =
          over(
              (command, broker) ->
                  broker.reply(
                      command.replyTo(), "{\"node_id\":\"a\",\"error\":\"give a filter\"}"));

      String message =
          String.valueOf(
              assertThrows(CommandFailedException.class, () -> control.cancel(TaskSelection.ALL))
                  .getMessage());

      assertEquals("service a can't carry out cancel: give a filter", message);
    }

    @Test
    void silenceIsThrownToo() {
      Control silent = over((command, broker) -> {});

      String message =
          String.valueOf(
              assertThrows(CommandFailedException.class, () -> silent.expecting(1, SHORT).workers())
                  .getMessage());

      assertTrue(message.startsWith("no service answered workers within"), message);
      assertEquals(List.of(), silent.expecting(1, SHORT).alive());
    }

    @Test
    void workersAreRecords() {
      Control control =
          over(
              (command, broker) ->
                  broker.reply(
                      command.replyTo(),
                      "{\"node_id\":\"a\",\"worker-1\":{\"worker_id\":1,\"pid\":77,\"status\":\"ready\","
                          + "\"finished_count\":5,\"current_task\":null,\"current_task_uuid\":null,"
                          + "\"active_cancel\":false,\"age\":1.5}}"));

      assertEquals(
          List.of(
              new WorkerInfo(
                  "a",
                  1,
                  77,
                  "ready",
                  5,
                  Optional.empty(),
                  Optional.empty(),
                  false,
                  Duration.ofMillis(1500))),
          control.workers());
    }
  }
}
