package io.dispatcherd.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.jobs.WorkflowInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.postgres.ConnectionFactory;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.queue.store.Claim;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.Names;
import io.dispatcherd.queue.store.Outcome;
import io.dispatcherd.queue.store.QueueStore;
import io.dispatcherd.queue.store.RunEnd;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskRequest;
import io.dispatcherd.testing.TestPostgres;
import io.dispatcherd.workflows.OnFailure;
import io.dispatcherd.workflows.Workflow;
import io.dispatcherd.workflows.WorkflowStep;
import io.dispatcherd.workflows.WorkflowSubmission;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs that wait for others. */
@Tag("functional")
class WorkflowsTest {
  private static final String TASK = "demo.step";

  private QueueDatabase database = QueueDatabase.empty();
  private PgQueueBroker broker = broker();
  private Dispatcherd dispatcherd = Dispatcherd.over(broker);

  @BeforeEach
  void migrate() throws SQLException {
    database = QueueDatabase.migrated();
    broker = broker();
    dispatcherd = Dispatcherd.over(broker);
  }

  private PgQueueBroker broker() {
    return new PgQueueBroker(
        QueueOptions.defaults().schema(database.schema()),
        new ConnectionFactory() {
          @Override
          public Connection connect() throws SQLException {
            return DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
          }

          @Override
          public void release(Connection connection) throws SQLException {
            connection.close();
          }
        });
  }

  @AfterEach
  void close() throws SQLException {
    dispatcherd.close();
    broker.close();
    database.close();
  }

  /** A service's side of the queue. */
  private final class Service {
    private final Connection connection;
    private final QueueStore store = new QueueStore(database.schema(), true);
    private final long identity;

    Service() throws SQLException {
      connection = database.connect();
      identity =
          store
              .register(connection, "node", Set.of("default"), Set.of(TASK), Duration.ofHours(1))
              .service();
    }

    List<ClaimedJob> take(int most) throws SQLException {
      return store
          .take(
              connection,
              new Claim(
                  identity,
                  List.of(new Claim.Share("default", most, Claim.Position.START)),
                  List.of(Names.id(TASK)),
                  Long.MAX_VALUE))
          .jobs();
    }

    void end(List<ClaimedJob> jobs, Outcome outcome, @Nullable String result) throws SQLException {
      store.finish(
          connection,
          identity,
          jobs.stream()
              .map(
                  job ->
                      new RunEnd(
                          job,
                          outcome,
                          null,
                          outcome == Outcome.DONE ? null : "java.lang.Error: as told",
                          result,
                          null,
                          true))
              .toList(),
          jobs.stream().map(ClaimedJob::run).collect(Collectors.toSet()));
    }

    /** Runs one that is ready, and says which step it was, with its arguments. */
    String run(Outcome outcome, @Nullable String result) throws SQLException {
      List<ClaimedJob> jobs = take(1);
      if (jobs.isEmpty()) {
        return "nothing";
      }
      end(jobs, outcome, result);
      Map<String, ?> fields = Json.parseObject(String.valueOf(jobs.get(0).message()));
      return step(jobs.get(0)) + " " + fields.get("args") + " " + fields.get("kwargs");
    }
  }

  private static String step(ClaimedJob job) {
    Map<String, ?> fields = Json.parseObject(String.valueOf(job.message()));
    return fields.get("workflow") instanceof Map<?, ?> part
        ? String.valueOf(part.get("step"))
        : "none";
  }

  private WorkflowStep chain() {
    return dispatcherd
        .workflow("chain")
        .task("a", dispatcherd.task(TASK).args(1))
        .then("b", dispatcherd.task(TASK).args(2))
        .task("c", dispatcherd.task(TASK))
        .withResultOf("b", "given");
  }

  private List<String> states(WorkflowSubmission of) {
    return broker.workflows().find(of.uuid()).orElseThrow().steps().stream()
        .map(step -> step.name() + " " + step.state().orElseThrow().wireName())
        .toList();
  }

  @Test
  void eachStepOfAChainGetsTheResultOfTheOneBefore() throws SQLException {
    Service service = new Service();
    WorkflowSubmission submitted = chain().submit();
    assertEquals(List.of("a ready", "b held", "c held"), states(submitted));
    assertEquals("a [1] null", service.run(Outcome.DONE, "{\"x\":[1]}"));
    assertEquals("b [{x=[1]}, 2] {}", service.run(Outcome.DONE, "\"y\""));
    assertEquals("c [] {given=y}", service.run(Outcome.DONE, null));
    assertEquals("nothing", service.run(Outcome.DONE, null));
    WorkflowInfo info = broker.workflows().find(submitted.uuid()).orElseThrow();
    assertTrue(info.isDone() && info.hasEnded(), info.toString());
    assertEquals(List.of("b"), info.step("c").orElseThrow().after());
    assertEquals(
        submitted.steps().get("b"), info.step("b").map(WorkflowStepInfo::uuid).orElseThrow());
  }

  @Test
  void aFailureCancelsWhatDependsOnItAndARetryGoesOnFromThere() throws SQLException {
    Service service = new Service();
    WorkflowSubmission submitted = chain().submit();
    service.run(Outcome.DONE, "1");
    service.run(Outcome.FAILED, null);
    assertEquals(List.of("a done", "b dead", "c cancelled"), states(submitted));
    assertEquals("nothing", service.run(Outcome.DONE, null));
    assertEquals(2, broker.workflows().retry(submitted.uuid()).orElseThrow());
    assertEquals(List.of("a done", "b ready", "c held"), states(submitted));
    assertEquals("b [1, 2] {}", service.run(Outcome.DONE, "\"y\""));
    assertEquals("c [] {given=y}", service.run(Outcome.DONE, null));
    assertEquals(2, broker.workflows().retry(submitted.uuid(), "b").orElseThrow());
    assertEquals(List.of("a done", "b ready", "c held"), states(submitted));
    assertEquals("b [1, 2] {}", service.run(Outcome.DONE, "\"z\""));
    assertEquals("c [] {given=z}", service.run(Outcome.DONE, null));
    assertTrue(broker.workflows().retry(submitted.uuid(), "no such step").isEmpty());
  }

  @Test
  void aStepThatRunsAnywayIsHandedTheOutcomes() throws SQLException {
    Service service = new Service();
    WorkflowSubmission submitted =
        dispatcherd
            .workflow("batch")
            .task("a", dispatcherd.task(TASK))
            .task("b", dispatcherd.task(TASK))
            .task("report", dispatcherd.task(TASK))
            .afterAll(OnFailure.RUN)
            .withOutcomes()
            .submit();
    service.run(Outcome.DONE, "7");
    service.run(Outcome.FAILED, null);
    String report = service.run(Outcome.DONE, null);
    assertTrue(report.contains("outcome=done, result=7, error=null"), report);
    assertTrue(
        report.contains("outcome=dead, result=null, error=java.lang.Error: as told"), report);
    assertFalse(broker.workflows().find(submitted.uuid()).orElseThrow().isDone());
  }

  @Test
  void aWorkflowIsGoneWithItsTransaction() throws SQLException {
    Connection connection = database.connect();
    connection.setAutoCommit(false);
    WorkflowSubmission submitted = chain().submit(connection);
    connection.rollback();
    assertTrue(broker.workflows().find(submitted.uuid()).isEmpty());
    WorkflowSubmission committed = chain().submit(connection);
    connection.commit();
    assertEquals(List.of("a ready", "b held", "c held"), adopted(committed));
  }

  private List<String> adopted(WorkflowSubmission submitted) throws SQLException {
    Service service = new Service();
    database.execute("select \"${schema}\".adopt(" + service.identity + ", 100)");
    return states(submitted);
  }

  private WorkflowSubmission thousand() {
    WorkflowStep step = dispatcherd.workflow("batch").task("s0", dispatcherd.task(TASK));
    for (int i = 1; i < 1000; i++) {
      step = step.task("s" + i, dispatcherd.task(TASK));
    }
    return step.task("followUp", dispatcherd.task(TASK)).afterAll(OnFailure.RUN).submit();
  }

  private void endAtOnce(List<Service> services, boolean cancel, WorkflowSubmission submitted)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(5);
    try {
      List<Callable<Integer>> ends = new ArrayList<>();
      for (Service service : services) {
        List<ClaimedJob> jobs = service.take(250);
        assertEquals(250, jobs.size());
        ends.add(
            () -> {
              for (int i = 0; i < 250; i += 25) {
                List<ClaimedJob> some = jobs.subList(i, i + 25);
                service.store.finish(
                    service.connection,
                    service.identity,
                    some.stream()
                        .map(job -> new RunEnd(job, Outcome.DONE, null, null, null, null, true))
                        .toList(),
                    Set.of());
              }
              return 250;
            });
      }
      if (cancel) {
        ends.add(() -> broker.workflows().cancel(submitted.uuid()).orElseThrow());
      }
      for (Future<Integer> end : threads.invokeAll(ends)) {
        assertTrue(end.get() > 0);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Service> four() throws SQLException {
    List<Service> services = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      services.add(new Service());
    }
    return services;
  }

  @Test
  void theFollowUpOfAThousandThatEndAtOnceIsLetGoExactlyOnce() throws Exception {
    List<Service> services = four();
    WorkflowSubmission submitted = thousand();
    endAtOnce(services, false, submitted);
    assertEquals(List.of("done 1000", "ready 1"), database.states());
    assertEquals("followUp null null", services.get(0).run(Outcome.DONE, null));
    assertEquals("nothing", services.get(0).run(Outcome.DONE, null));
  }

  @Test
  void theFollowUpIsNotLetGoWhenTheBatchIsCancelled() throws Exception {
    List<Service> services = four();
    WorkflowSubmission submitted = thousand();
    endAtOnce(services, true, submitted);
    String followUp = states(submitted).get(1000);
    // Whichever was first: the last end or the request to cancel.
    assertTrue(Set.of("followUp cancelled", "followUp ready").contains(followUp), followUp);
    if (followUp.equals("followUp ready")) {
      assertEquals(1, broker.workflows().cancel(submitted.uuid()).orElseThrow());
    }
    assertEquals("nothing", services.get(0).run(Outcome.DONE, null));
    assertTrue(broker.workflows().find(submitted.uuid()).orElseThrow().hasEnded());
  }

  /** A running task's view of itself, which submits as its service does. */
  private TaskContext context(ClaimedJob job) {
    return (TaskContext)
        Proxy.newProxyInstance(
            TaskContext.class.getClassLoader(),
            new Class<?>[] {TaskContext.class},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "message" -> TaskMessage.fromJson(String.valueOf(job.message()));
                  case "uuid" -> job.uuid();
                  case "submit" -> dispatcherd.submit((TaskRequest) args[0]);
                  default -> throw new AssertionError(method);
                });
  }

  @Test
  void aTaskAddsStepsThatAnotherOneThenWaitsFor() throws SQLException {
    Service service = new Service();
    WorkflowSubmission submitted =
        dispatcherd
            .workflow("split")
            .task("split", dispatcherd.task(TASK))
            .task("join", dispatcherd.task(TASK))
            .after("split")
            .submit();
    List<ClaimedJob> running = service.take(1);
    for (int attempt = 0; attempt < 2; attempt++) {
      Workflow.of(context(running.get(0)))
          .task("part1", dispatcherd.task(TASK))
          .before("join")
          .task("part2", dispatcherd.task(TASK))
          .after("split")
          .before("join")
          .submit();
    }
    assertEquals(
        List.of("split running", "join held", "part1 ready", "part2 held"), states(submitted));
    service.end(running, Outcome.DONE, null);
    assertEquals("part1 null null", service.run(Outcome.DONE, null));
    assertEquals(
        List.of("split done", "join held", "part1 done", "part2 ready"), states(submitted));
    assertEquals("part2 null null", service.run(Outcome.DONE, null));
    assertEquals("join null null", service.run(Outcome.DONE, null));
  }

  @Test
  void aTaskAddedWhileTheLastOneEndsBelongsToTheWorkflowOrIsRefused() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Service service = new Service();
    try {
      for (int round = 0; round < 30; round++) {
        WorkflowSubmission submitted =
            dispatcherd.workflow("one").task("last", dispatcherd.task(TASK)).submit();
        List<ClaimedJob> running = service.take(1);
        Workflow more = Workflow.of(context(running.get(0)));
        WorkflowStep added = more.task("added", dispatcherd.task(TASK)).after("last");
        Future<Boolean> adding =
            threads.submit(
                () -> {
                  try {
                    added.submit();
                    return true;
                  } catch (BrokerException e) {
                    return false;
                  }
                });
        service.end(running, Outcome.DONE, null);
        boolean belongs = adding.get();
        assertEquals(
            belongs ? List.of("last done", "added ready") : List.of("last done"),
            states(submitted));
        if (belongs) {
          assertEquals("added null null", service.run(Outcome.DONE, null));
        }
        assertEquals("nothing", service.run(Outcome.DONE, null));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void additionsThatCanNotBeAreRefusedInWords() throws SQLException {
    Service service = new Service();
    chain().submit();
    List<ClaimedJob> running = service.take(1);
    Workflow more = Workflow.of(context(running.get(0)));
    BrokerException refused =
        assertThrows(
            BrokerException.class,
            () -> more.task("x", dispatcherd.task(TASK)).before("a").submit());
    assertTrue(
        String.valueOf(refused.getMessage())
            .contains("'a' can't be made to wait for an added step: it doesn't wait any more"),
        refused.getMessage());
    service.end(running, Outcome.DONE, null);
    assertTrue(
        String.valueOf(
                assertThrows(
                        BrokerException.class,
                        () ->
                            Workflow.of(context(running.get(0)))
                                .task("y", dispatcherd.task(TASK))
                                .submit())
                    .getMessage())
            .contains("isn't running any more"));
  }

  @Test
  void aStepCancelledAloneCancelsWhatDependsOnIt() throws SQLException {
    Service service = new Service();
    WorkflowSubmission submitted = chain().submit();
    database.execute("select \"${schema}\".cancel('%s')".formatted(submitted.steps().get("b")));
    assertEquals("a [1] null", service.run(Outcome.DONE, null));
    assertEquals(List.of("a done", "b cancelled", "c cancelled"), states(submitted));
    assertEquals("nothing", service.run(Outcome.DONE, null));
  }

  @Test
  void tenThousandStepsFanOutAndInWithoutALoopPerStep() throws SQLException {
    Service service = new Service();
    WorkflowStep step = dispatcherd.workflow("fan").task("first", dispatcherd.task(TASK));
    for (int i = 0; i < 10_000; i++) {
      step = step.task("s" + i, dispatcherd.task(TASK)).after("first");
    }
    WorkflowSubmission submitted =
        step.task("last", dispatcherd.task(TASK)).afterAll(OnFailure.CANCEL).submit();
    assertEquals(List.of("held 10001", "ready 1"), database.states());
    List<ClaimedJob> jobs = service.take(500);
    while (!jobs.isEmpty()) {
      service.end(jobs, Outcome.DONE, null);
      jobs = service.take(500);
    }
    assertEquals(List.of("done 10002"), database.states());
    assertEquals(10_002, submitted.steps().size());
    assertEquals(List.of("0"), database.rows("select count(*) from \"${schema}\".countdown"));
  }
}
