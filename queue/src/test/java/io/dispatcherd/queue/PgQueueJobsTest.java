package io.dispatcherd.queue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Delivery;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.Received;
import io.dispatcherd.brokers.Subscription;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobFilter;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.JobTimeoutException;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Purged;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.messages.Acknowledgement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jobs as those see and steer them who submitted or operate them. */
@Tag("functional")
class PgQueueJobsTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String TASK = "app.Tasks.work";

  private QueueDatabase database = QueueDatabase.empty();
  private final List<PgQueueBroker> brokers = new ArrayList<>();
  private PgQueueBroker broker = new PgQueueBroker(QueueOptions.defaults(), QueueTests.closed());

  @BeforeEach
  void open() {
    database = QueueDatabase.empty();
    broker = QueueTests.broker(database);
    brokers.add(broker);
  }

  @AfterEach
  void close() throws SQLException {
    brokers.forEach(PgQueueBroker::close);
    database.close();
  }

  private Jobs jobs() {
    return broker.jobs();
  }

  private void submit(String uuid, String fields) {
    submit("default", uuid, TASK, fields);
  }

  private void submit(String queue, String uuid, String task, String fields) {
    broker.publish(
        List.of(
            new Outgoing(
                queue,
                "{\"task\": \"%s\", \"uuid\": \"%s\"%s}".formatted(task, uuid, fields),
                Optional.empty(),
                true)));
  }

  private static List<Delivery> receive(Subscription subscription, int most) throws Exception {
    List<Received> received = subscription.receive(most, SOON);
    return received.stream().map(Delivery.class::cast).toList();
  }

  private static void acknowledge(Delivery delivery, Acknowledgement how) throws Exception {
    delivery.acknowledge(how).toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static Acknowledgement failed(boolean again) {
    return new Acknowledgement.Failed(
        "java.lang.IllegalStateException: no", again, Optional.of(Duration.ofHours(1)));
  }

  private List<String> uuids(JobFilter filter) {
    return jobs().list(filter, 100).stream().map(Job::uuid).toList();
  }

  private JobState state(String uuid) {
    return jobs().find(uuid).orElseThrow().state();
  }

  @Test
  void aJobShowsWhatItHasDone() throws Exception {
    Subscription subscription = QueueTests.subscribe(broker, "one", TASK);
    submit("mine", ", \"args\": [1], \"key\": \"blue\", \"priority\": 3");
    Job ready = jobs().find("mine").orElseThrow();
    assertEquals(JobState.READY, ready.state());
    assertEquals(Optional.of("blue"), ready.key());
    assertEquals(3, ready.priority());
    assertEquals(0, ready.attempts());
    assertEquals(Optional.empty(), ready.startedAt());
    Delivery first = receive(subscription, 1).get(0);
    Job running = jobs().find("mine").orElseThrow();
    assertEquals(JobState.RUNNING, running.state());
    assertEquals(Optional.of("one"), running.nodeId());
    assertEquals(1, running.attempts());
    acknowledge(first, failed(true));
    Job scheduled = jobs().find("mine").orElseThrow();
    assertEquals(JobState.SCHEDULED, scheduled.state());
    assertTrue(scheduled.runAt().orElseThrow().isAfter(scheduled.submittedAt()));
    assertTrue(jobs().retry("mine"));
    acknowledge(receive(subscription, 1).get(0), new Acknowledgement.Done(Map.of("a", 7)));
    Job done = jobs().find("mine").orElseThrow();
    assertEquals(JobState.DONE, done.state());
    assertEquals(2, done.attempts());
    assertEquals(Map.of("a", 7), done.result(Map.class).orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> done.result(Integer.class));
    assertEquals(Optional.of("java.lang.IllegalStateException: no"), done.error());
    assertTrue(done.finishedAt().isPresent());
    assertEquals(
        List.of("failed", "done"), jobs().runs("mine").stream().map(Run::outcome).toList());
    assertTrue(jobs().message("mine").orElseThrow().contains("[1]"));
    assertFalse(done.toString().contains("7"), done.toString());
  }

  @Test
  void whatIsUnknownIsSaidToBe() {
    submit("mine", "");
    assertEquals(Optional.empty(), jobs().find("other"));
    assertEquals(List.of(), jobs().runs("other"));
    assertEquals(Optional.empty(), jobs().message("other"));
    assertFalse(jobs().cancel("other"));
    assertFalse(jobs().retry("other"));
    assertFalse(jobs().delete("other"));
    assertThrows(NoSuchElementException.class, () -> jobs().await("other", SOON));
  }

  @Test
  void whereThereAreNoTablesThatIsSaid() {
    BrokerException e = assertThrows(BrokerException.class, () -> jobs().find("mine"));
    assertTrue(String.valueOf(e.getMessage()).contains("tables are missing"), e.getMessage());
  }

  @Test
  void jobsAreListedByEachStateTheLatestFirst() throws Exception {
    Subscription subscription = QueueTests.subscribe(broker, "one", TASK);
    for (String uuid : List.of("done", "dead", "running")) {
      submit(uuid, "");
    }
    List<Delivery> taken = receive(subscription, 3);
    acknowledge(taken.get(0), new Acknowledgement.Done(null));
    acknowledge(taken.get(1), failed(false));
    submit("cancelled", "");
    assertTrue(jobs().cancel("cancelled"));
    submit("ready", ", \"key\": \"k\"");
    submit("ready-too", ", \"priority\": 5");
    submit("scheduled", ", \"delay\": 100");
    submit("default", "held", "app.Tasks.undeclared", "");
    submit("other", "elsewhere", TASK, "");
    for (JobState state : JobState.values()) {
      List<String> expected =
          switch (state) {
            case READY -> List.of("elsewhere", "ready-too", "ready");
            case DISCARDED -> List.of();
            default -> List.of(state.wireName());
          };
      assertEquals(expected, uuids(JobFilter.ALL.state(state)), state.wireName());
      assertEquals(expected.size(), jobs().count(JobFilter.ALL.state(state), 10));
    }
    assertEquals(9, uuids(JobFilter.ALL).size());
    assertEquals("elsewhere", uuids(JobFilter.ALL).get(0));
    assertEquals(List.of("elsewhere"), uuids(JobFilter.ALL.queue("other")));
    assertEquals(List.of("elsewhere"), uuids(JobFilter.ALL.queue("other").state(JobState.READY)));
    assertEquals(List.of("held"), uuids(JobFilter.ALL.task("app.Tasks.undeclared")));
    assertEquals(List.of("ready"), uuids(JobFilter.ALL.key("k")));
    assertEquals(List.of(), uuids(JobFilter.ALL.key("k").state(JobState.DONE)));
    assertEquals(List.of("done"), uuids(JobFilter.ALL.queue("default").state(JobState.DONE)));
    assertEquals(2, jobs().list(JobFilter.ALL, 2).size());
    assertEquals(3, jobs().count(JobFilter.ALL, 3));
    assertEquals(Optional.of("undeclared"), jobs().find("held").orElseThrow().reason());
  }

  @Test
  void whatMatchesIsSteeredAllAtOnce() throws Exception {
    QueueTests.subscribe(broker, "one", TASK).close();
    for (int i = 0; i < 450; i++) {
      submit("job-" + i, i % 2 == 0 ? ", \"key\": \"even\"" : "");
    }
    assertEquals(225, jobs().cancel(JobFilter.ALL.key("even")));
    assertEquals(0, jobs().cancel(JobFilter.ALL.key("even")));
    assertEquals(JobState.CANCELLED, state("job-448"));
    assertEquals(225, jobs().retry(JobFilter.ALL.state(JobState.CANCELLED)));
    assertEquals(225, jobs().delete(JobFilter.ALL.key("even")));
    assertEquals(Optional.empty(), jobs().find("job-0"));
    assertEquals(225, jobs().count(JobFilter.ALL, 1000));
  }

  @Test
  void cancellingOneThatRunsReachesItsService() throws Exception {
    Subscription subscription = QueueTests.subscribe(broker, "one", TASK);
    submit("mine", "");
    receive(subscription, 1);
    assertEquals(1, jobs().cancel(JobFilter.ALL.state(JobState.RUNNING)));
    assertFalse(jobs().delete("mine"));
    assertEquals(JobState.RUNNING, state("mine"));
  }

  @Test
  void purgingRemovesAllOfAKey() throws Exception {
    Subscription subscription = QueueTests.subscribe(broker, "one", TASK);
    submit("done", ", \"key\": \"anna\", \"args\": [\"anna@example.org\"]");
    Delivery done = receive(subscription, 1).get(0);
    acknowledge(done, new Acknowledgement.Done("anna@example.org"));
    submit("running", ", \"key\": \"anna\", \"args\": [\"anna@example.org\"]");
    Delivery running = receive(subscription, 1).get(0);
    submit("ready", ", \"key\": \"anna\"");
    submit("another", ", \"key\": \"ann\"");
    assertEquals(new Purged(2, 1), jobs().purge("anna"));
    acknowledge(running, new Acknowledgement.Cancelled());
    assertEquals(new Purged(1, 0), jobs().purge("anna"));
    assertEquals(
        List.of("0"),
        database.rows(
            "select count(*) from \"${schema}\".job j full join \"${schema}\".run r on r.id = j.id"
                + " where j.message like '%anna%' or r.result like '%anna%'"));
    assertEquals(List.of("another"), uuids(JobFilter.ALL));
  }

  @Test
  void theEndOfAJobIsAwaited() throws Exception {
    Subscription subscription = QueueTests.subscribe(broker, "one", TASK);
    submit("mine", "");
    CompletableFuture<Job> end = CompletableFuture.supplyAsync(() -> jobs().await("mine", SOON));
    await()
        .atMost(SOON)
        .until(() -> database.rows("select 1 from \"${schema}\".awaited").size() == 1);
    assertFalse(end.isDone());
    acknowledge(receive(subscription, 1).get(0), new Acknowledgement.Done(7));
    Job job = end.get(SOON.toSeconds(), TimeUnit.SECONDS);
    assertEquals(JobState.DONE, job.state());
    assertEquals(7, job.result(Integer.class).orElseThrow());
    assertEquals(List.of(), database.rows("select 1 from \"${schema}\".awaited"));
    assertEquals(JobState.DONE, jobs().await("mine", Duration.ZERO).state());
  }

  @Test
  void manyAwaitTheirJobsAtOnce() throws Exception {
    Subscription subscription = QueueTests.subscribe(broker, "one", TASK);
    List<CompletableFuture<JobState>> ends = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String uuid = "job-" + i % 10;
      if (i < 10) {
        submit(uuid, "");
      }
      CompletableFuture<JobState> end = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  end.complete(jobs().await(uuid, SOON).state());
                } catch (RuntimeException e) {
                  end.completeExceptionally(e);
                }
              });
      thread.start();
      ends.add(end);
    }
    int left = 10;
    while (left > 0) {
      for (Delivery delivery : receive(subscription, left)) {
        acknowledge(delivery, new Acknowledgement.Done(null));
        left--;
      }
    }
    for (CompletableFuture<JobState> end : ends) {
      assertEquals(JobState.DONE, end.get(SOON.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void anAwaitThatTakesTooLongSaysWhereTheJobIs() throws Exception {
    QueueTests.subscribe(broker, "one", TASK).close();
    submit("mine", ", \"delay\": 100");
    JobTimeoutException e =
        assertThrows(JobTimeoutException.class, () -> jobs().await("mine", Duration.ofMillis(30)));
    assertTrue(String.valueOf(e.getMessage()).contains("mine hasn't ended within 0.03 s"));
    assertTrue(String.valueOf(e.getMessage()).contains("scheduled"), e.getMessage());
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> jobs().await("mine", SOON));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(), database.rows("select 1 from \"${schema}\".awaited"));
  }

  @Test
  void whatIsAwaitedIsFlushedThoughClaimsArent() throws Exception {
    // In one transaction, as a service's call is one.
    submit("mine", "");
    assertEquals("on", flushedBy("mine"));
    database.execute(
        "select \"${schema}\".stop_waiting(a.id, a.waiter) from \"${schema}\".awaited a");
    assertEquals("off", flushedBy("other"));
  }

  private String flushedBy(String uuid) throws SQLException {
    try (java.sql.Connection connection = database.connect();
        java.sql.Statement statement = connection.createStatement()) {
      if (uuid.equals("mine")) {
        statement.execute(
            database.schema().in("select \"${schema}\".await_job('mine', interval '1 minute')"));
      } else {
        submit(uuid, "");
      }
      long service;
      try (java.sql.ResultSet row =
          statement.executeQuery(
              database
                  .schema()
                  .in(
                      "select service from \"${schema}\".register('n', '{default}', '{%s}', interval '1 minute')"
                          .formatted(TASK)))) {
        row.next();
        service = row.getLong(1);
      }
      statement.execute(
          database.schema().in("select \"${schema}\".adopt(%d, 10)".formatted(service)));
      connection.setAutoCommit(false);
      statement.execute("set local synchronous_commit = off");
      statement.execute(
          database
              .schema()
              .in(
                  "select * from \"${schema}\".take(%d, array[\"${schema}\".name_id('default')], '{9}', array[\"${schema}\".name_id('%s')], '{-2147483648}', '{0}', 0)"
                      .formatted(service, TASK)));
      try (java.sql.ResultSet row = statement.executeQuery("show synchronous_commit")) {
        row.next();
        return row.getString(1);
      } finally {
        connection.commit();
      }
    }
  }
}
