package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.testing.TestPostgres;
import io.dispatcherd.workflows.WorkflowSubmission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps start at once in services that look by themselves once a minute only. */
@Tag("functional")
class WorkflowCallsTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final QueueNodes nodes = new QueueNodes();

  @AfterEach
  void close() throws SQLException {
    nodes.close();
  }

  /** A service on one queue that has looked at it and found nothing. */
  private Subscription idle(String queue) throws InterruptedException {
    PgQueueBroker broker =
        nodes.open(
            "on-" + queue,
            options -> options.queues(Map.of(queue, 1)),
            QueueNodes.connections(TestPostgres.shared()));
    Subscription subscription = nodes.subscribe(broker);
    assertEquals(List.of(), subscription.receive(1, Duration.ofMillis(300)));
    return subscription;
  }

  private static Delivery one(Subscription subscription) throws InterruptedException {
    List<Received> received = subscription.receive(1, SOON);
    assertEquals(1, received.size(), "it came in time");
    return (Delivery) received.get(0);
  }

  private static void done(Delivery delivery) throws Exception {
    delivery
        .acknowledge(Acknowledgement.Done.WITHOUT_RESULT)
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static WorkflowSubmission submit(Dispatcherd through) {
    return through
        .workflow("two")
        .task("a", through.task(QueueNodes.TASK).queue("default"))
        .then("b", through.task(QueueNodes.TASK).queue("other"))
        .submit();
  }

  @Test
  void aWorkflowThatIsSubmittedAndAStepThatIsLetGoCallIdleServices() throws Exception {
    Subscription first = idle("default");
    Subscription second = idle("other");
    try (Dispatcherd publisher = Dispatcherd.over(nodes.open("publisher"))) {
      submit(publisher);
      done(one(first));
      done(one(second));
    }
    assertEquals(List.of("done 2"), nodes.database().states());
  }

  @Test
  void aTaskThatStoresItsEndInItsOwnTransactionLetsGoOfWhatWaitsForIt() throws Exception {
    Subscription first = idle("default");
    Subscription second = idle("other");
    PgQueueBroker publisher = nodes.open("publisher");
    try (Dispatcherd dispatcherd = Dispatcherd.over(publisher);
        Connection connection = nodes.database().connect()) {
      WorkflowSubmission submitted = submit(dispatcherd);
      Delivery delivery = one(first);
      connection.setAutoCommit(false);
      try (PreparedStatement end =
          connection.prepareStatement(delivery.completion().orElseThrow().statement())) {
        end.setString(1, "7");
        end.execute();
      }
      assertEquals(List.of("a running", "b held"), states(publisher, submitted));
      connection.commit();
      assertEquals("a done", states(publisher, submitted).get(0));
      done(one(second));
      done(delivery);
      assertEquals(List.of("a done", "b done"), states(publisher, submitted));
    }
  }

  private static List<String> states(PgQueueBroker broker, WorkflowSubmission of) {
    WorkflowInfo info = broker.workflows().find(of.uuid()).orElseThrow();
    return info.steps().stream()
        .map(step -> step.name() + " " + step.state().orElseThrow().wireName())
        .toList();
  }
}
