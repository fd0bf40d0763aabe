package io.dispatcherd.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.OnDuplicate;
import io.dispatcherd.tasks.Task;
import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.UnconfirmedException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DispatcherdTest {
  private static final Connection CONNECTION =
      (Connection)
          Proxy.newProxyInstance(
              DispatcherdTest.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) -> {
                throw new UnsupportedOperationException("only the broker uses the connection");
              });

  private final FakeBroker broker = new FakeBroker();
  private final Dispatcherd dispatcherd = Dispatcherd.over(broker);

  /** Tasks to submit. */
  public static final class Tasks {
    private Tasks() {}

    @Task(queue = "test_channel", onDuplicate = OnDuplicate.SERIAL, timeout = "5s")
    public static void sleep(double seconds) {}

    @Task(queueFrom = Region.class)
    public static void routed() {}

    @Task
    public static void plain() {}
  }

  /** Chooses a queue that changes. */
  public static final class Region implements Supplier<String> {
    static volatile String current = "north";

    @Override
    public String get() {
      return current;
    }
  }

  private Outgoing onlyOne() {
    assertEquals(1, broker.published.size());
    assertEquals(1, broker.published.get(0).size());
    return broker.published.get(0).get(0);
  }

  @Nested
  class Submitting {
    @Test
    void whatTakesAKeepingBrokerIsRefusedByOneThatKeepsNothing() {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> dispatcherd.task("a.task").debounce(Duration.ofSeconds(5)).submit());
      assertTrue(
          String.valueOf(refusal.getMessage()).contains("debounce: that takes a broker"),
          refusal.getMessage());
      assertTrue(broker.published.isEmpty());
    }

    @Test
    void everySubmissionGetsAUuidAndTheTimeOfPublishing() {
      double before = Instant.now().getEpochSecond();

      Submission first = dispatcherd.submit(Tasks::sleep, 3.0);
      Submission second = dispatcherd.submit(Tasks::sleep, 3.0);

      assertNotEquals(first.uuid(), second.uuid());
      assertTrue(first.message().timePub().orElseThrow() >= before);
    }

    @Test
    void whatIsReturnedIsWhatWasSent() {
      Submission submission = dispatcherd.submit(Tasks::sleep, 3.0);

      assertEquals(submission.queue(), onlyOne().channel());
      assertEquals(submission.message(), TaskMessage.fromJson(onlyOne().payload()));
    }

    @Test
    void theDeclaredQueueIsHonouredAtSubmission() {
      dispatcherd.submit(Tasks::sleep, 3.0);

      assertEquals("test_channel", onlyOne().channel());
    }

    @Test
    void aFunctionValuedQueueIsAskedAtEachSubmission() {
      TaskCall call = dispatcherd.task(Tasks::routed);
      Region.current = "north";
      String first = call.submit().queue();
      Region.current = "south";

      assertEquals("north", first);
      assertEquals("south", call.submit().queue());
      assertEquals("south", dispatcherd.submit(Tasks::routed).queue());
    }

    @Test
    void theQueueGivenAtSubmissionWins() {
      dispatcherd.task(Tasks::sleep, 3.0).queue("test_channel2").submit();

      assertEquals("test_channel2", onlyOne().channel());
    }

    @Test
    void aTaskWithoutQueueGoesToTheDefaultChannel() {
      assertEquals("default_channel", dispatcherd.submit(Tasks::plain).queue());
      assertEquals("default_channel", dispatcherd.task("any.language").submit().queue());
    }

    @Test
    void everythingThatIsSetTravels() {
      TaskMessage message =
          dispatcherd
              .task(Tasks::sleep, 3.0)
              .delay(Duration.ofMillis(10_500))
              .timeout(Duration.ofSeconds(7))
              .onDuplicate(OnDuplicate.QUEUE_ONE)
              .uuid("u-1")
              .guid("g-1")
              .submit()
              .message();

      assertEquals(10.5, message.fields().get("delay"));
      assertEquals(7, message.fields().get("timeout"));
      assertEquals("queue_one", message.fields().get("on_duplicate"));
      assertEquals("u-1", message.uuid());
      assertEquals("g-1", message.guid().orElseThrow());
    }

    @Test
    void aDefaultOfTheDeclarationCanBeTakenBack() {
      TaskMessage message =
          dispatcherd.task(Tasks::sleep, 3.0).timeout(Duration.ZERO).submit().message();

      assertFalse(message.fields().containsKey("timeout"));
    }

    @Test
    void followersCarryNoUuidOfTheirOwn() {
      TaskMessage message =
          dispatcherd
              .task(Tasks::plain)
              .callbacks(dispatcherd.task(Tasks::sleep, 1.0))
              .errbacks(dispatcherd.task("a.b").kwarg("x", 1))
              .submit()
              .message();

      assertEquals(List.of(1.0), message.callbacks().get(0).args());
      assertEquals(Map.of("x", 1), message.errbacks().get(0).kwargs());
      assertFalse(message.callbacks().get(0).fields().containsKey("uuid"));
    }

    @Test
    void aCallStaysAsItIsWhenItIsSetFurther() {
      TaskCall call = dispatcherd.task("a.b").kwarg("x", 1);
      call.kwarg("y", 2).queue("other").uuid("u-1");

      assertEquals(Map.of("x", 1), call.request().message().kwargs());
      assertNotEquals("u-1", call.request().uuid());
      assertFalse(call.request().isIdentified());
      assertTrue(call.uuid("u-1").request().isIdentified());
      assertTrue(call.request().queue().isEmpty());
    }
  }

  @Nested
  class ManyAtOnce {
    @Test
    void goInOneRoundTripInTheirOrder() {
      List<Submission> submissions =
          dispatcherd.submitAll(
              List.of(
                  dispatcherd.task(Tasks::sleep, 1.0),
                  dispatcherd.task("a.b").queue("other"),
                  dispatcherd.task(Tasks::sleep, 3.0)));

      assertEquals(1, broker.published.size());
      assertEquals(
          List.of("test_channel", "other", "test_channel"),
          broker.published.get(0).stream().map(Outgoing::channel).toList());
      assertEquals(List.of(3.0), submissions.get(2).message().args());
    }

    @Test
    void ofTheSameCallHaveUuidsOfTheirOwn() {
      TaskCall call = dispatcherd.task(Tasks::sleep, 1.0);

      Set<String> uuids = new HashSet<>();
      dispatcherd.submitAll(List.of(call, call)).forEach(sent -> uuids.add(sent.uuid()));

      assertEquals(2, uuids.size());
    }

    @Test
    void sendNothingIfThereAreNone() {
      assertEquals(List.of(), dispatcherd.submitAll(List.of()));
      assertEquals(List.of(), broker.published);
    }
  }

  @Nested
  class OnTheCallersConnection {
    @Test
    void isLeftToTheTransaction() {
      Submission submission = dispatcherd.task(Tasks::sleep, 3.0).submit(CONNECTION);

      assertEquals(List.of(), broker.published);
      assertEquals("test_channel", broker.inTransactions.get(0).get(0).channel());
      assertEquals("test_channel", submission.queue());
    }

    @Test
    void isRefusedWhereTheBrokerHasNoTransactions() {
      Dispatcherd plain = Dispatcherd.over(FakeBroker.withoutTransactions());

      String message =
          String.valueOf(
              assertThrows(
                      UnsupportedOperationException.class,
                      () -> plain.task(Tasks::sleep, 3.0).submit(CONNECTION))
                  .getMessage());

      assertTrue(message.contains("broker plain"), message);
    }
  }

  @Nested
  class Confirmed {
    private Dispatcherd answering(String reply) {
      return Dispatcherd.over(
          new FakeBroker((command, fake) -> fake.reply(command.replyTo(), reply)));
    }

    @Test
    void returnsTheAcknowledgement() {
      Reply reply =
          answering("{\"node_id\":\"a\",\"ack\":{\"task\":\"t\"}}")
              .task(Tasks::sleep, 3.0)
              .submitConfirmed(Duration.ofSeconds(20));

      assertEquals(Map.of("task", "t"), reply.get("ack"));
    }

    @Test
    void asksForTheTaskOnItsOwnQueue() {
      FakeBroker fake = new FakeBroker();

      assertThrows(
          UnconfirmedException.class,
          () ->
              Dispatcherd.over(fake)
                  .task(Tasks::sleep, 3.0)
                  .submitConfirmed(Duration.ofMillis(20)));

      assertEquals("test_channel", fake.published.get(0).get(0).channel());
      assertTrue(fake.published.get(0).get(0).payload().contains("\"control\":\"run\""));
    }

    @Test
    void failsWithTheUuidIfNobodyAnswers() {
      UnconfirmedException failure =
          assertThrows(
              UnconfirmedException.class,
              () ->
                  dispatcherd
                      .task(Tasks::sleep, 3.0)
                      .uuid("u-1")
                      .submitConfirmed(Duration.ofMillis(20)));

      assertEquals("u-1", failure.uuid());
      assertTrue(failure.reply().isEmpty());
    }

    /**
     * As a Python and a Java service on one channel do: each accepts only its own language's tasks,
     * and both answer.
     */
    @Test
    void aRefusalDoesNotHideThatAnotherServiceAccepted() {
      Dispatcherd twoServices =
          Dispatcherd.over(
              new FakeBroker(
                  (command, fake) -> {
                    fake.reply(
                        command.replyTo(),
                        "{\"error\":\"No task named app.mail is declared"
                            + " here\",\"node_id\":\"java\"}");
                    fake.reply(
                        command.replyTo(),
                        "{\"ack\":{\"task\":\"app.mail\"},\"node_id\":\"python\"}");
                  }));

      Reply reply = twoServices.task("app.mail").submitConfirmed(Duration.ofSeconds(20));

      assertEquals("python", reply.nodeId());
    }

    @Test
    void failsWithTheReasonIfTheServiceRefuses() {
      UnconfirmedException failure =
          assertThrows(
              UnconfirmedException.class,
              () ->
                  answering("{\"node_id\":\"a\",\"error\":\"ControlProducer is off\"}")
                      .task(Tasks::sleep, 3.0)
                      .submitConfirmed(Duration.ofSeconds(20)));

      assertTrue(String.valueOf(failure.getMessage()).contains("ControlProducer is off"));
      assertTrue(failure.reply().orElseThrow().isError());
    }
  }

  @Nested
  class Interceptors {
    private final List<String> told = new ArrayList<>();

    private SendInterceptor adding(String field, Object value) {
      return submission ->
          new SendInterceptor.Sending() {
            @Override
            public Map<String, ?> fields() {
              told.add(field + " after " + submission.message().addedFields().keySet());
              return Map.of(field, value);
            }

            @Override
            public void sent() {
              told.add(field + " sent");
            }

            @Override
            public void failed(RuntimeException failure) {
              told.add(field + " failed: " + failure.getMessage());
            }
          };
    }

    @Test
    void addFieldsToWhatIsSentAndHearOfIt() {
      Dispatcherd traced =
          Dispatcherd.builder()
              .broker(broker)
              .interceptor(adding("traceparent", "00-1"))
              .interceptor(adding("tenant", 7))
              .build();

      Submission done = traced.submit(Tasks::sleep, 3);

      assertEquals(Map.of("traceparent", "00-1", "tenant", 7), done.message().addedFields());
      assertEquals(done.message().toJson(), onlyOne().payload());
      assertEquals(
          List.of(
              "traceparent after []",
              "tenant after [traceparent]",
              "traceparent sent",
              "tenant sent"),
          told);
    }

    @Test
    void hearThatNothingWasSent() {
      Dispatcherd traced =
          Dispatcherd.builder()
              .broker(broker)
              .interceptor(adding("tenant", 7))
              .interceptor(adding("args", List.of()))
              .build();

      assertThrows(IllegalArgumentException.class, () -> traced.submit(Tasks::plain));

      assertEquals(List.of(), broker.published);
      assertEquals(
          List.of(
              "tenant after []",
              "args after [tenant]",
              "tenant failed: the field args has a meaning of its own and can't be added",
              "args failed: the field args has a meaning of its own and can't be added"),
          told);
    }
  }
}
