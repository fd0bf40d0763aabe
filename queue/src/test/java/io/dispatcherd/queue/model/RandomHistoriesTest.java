package io.dispatcherd.queue.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.queue.TestQueue;
import io.dispatcherd.queue.model.QueueModel.End;
import io.dispatcherd.queue.model.QueueModel.Job;
import io.dispatcherd.queue.model.QueueModel.Run;
import io.dispatcherd.queue.store.ClaimedJob;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/**
 * Random histories, on the tables and in the model side by side: after each step every job is where
 * the model says, with its attempts, and what the calls say is the same.
 */
@Tag("functional")
@net.jqwik.api.Tag("functional")
class RandomHistoriesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String OTHER_TASK = "app.Tasks.other";
  private static final List<End> ENDS = List.copyOf(EnumSet.allOf(End.class));
  private static final List<String> KEYS = List.of("k0", "k1");

  private static @Nullable TestQueue opened;

  @BeforeContainer
  static void open() throws SQLException {
    opened = TestQueue.open();
  }

  @AfterContainer
  static void close() throws SQLException {
    if (opened != null) {
      opened.close();
    }
  }

  /** What happens, with numbers that choose what it happens to. */
  enum What {
    SUBMIT,
    SUBMIT_RULED,
    SUBMIT_AGAIN,
    CLAIM,
    END,
    END_AGAIN,
    START,
    BEAT,
    EXPIRE,
    RESCUE,
    LEAVE,
    PASS_TIME,
    ADOPT,
    CANCEL,
    RETRY,
    DELETE,
    PAUSE
  }

  record Step(What what, int a, int b, int c) {}

  @Provide
  static Arbitrary<List<Step>> histories() {
    Arbitrary<What> what =
        Arbitraries.frequency(
            Tuple.of(4, What.SUBMIT),
            Tuple.of(10, What.SUBMIT_RULED),
            Tuple.of(1, What.SUBMIT_AGAIN),
            Tuple.of(10, What.CLAIM),
            Tuple.of(12, What.END),
            Tuple.of(2, What.END_AGAIN),
            Tuple.of(2, What.START),
            Tuple.of(1, What.BEAT),
            Tuple.of(3, What.EXPIRE),
            Tuple.of(3, What.RESCUE),
            Tuple.of(1, What.LEAVE),
            Tuple.of(4, What.PASS_TIME),
            Tuple.of(1, What.ADOPT),
            Tuple.of(4, What.CANCEL),
            Tuple.of(4, What.RETRY),
            Tuple.of(2, What.DELETE),
            Tuple.of(1, What.PAUSE));
    Arbitrary<Integer> number = Arbitraries.integers().between(0, 999);
    return Combinators.combine(what, number, number, number)
        .as(Step::new)
        .list()
        .ofMinSize(10)
        .ofMaxSize(60);
  }

  @Property(tries = 120)
  void theTablesDoAsTheModelSays(@ForAll("histories") List<Step> steps) throws SQLException {
    History history = new History(Objects.requireNonNull(opened));
    for (Step step : steps) {
      history.take(step);
    }
  }

  /** One history, from an empty queue. */
  private static final class History {
    private final TestQueue queue;
    private final QueueModel model = new QueueModel();
    private final List<Long> services = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final Map<Run, ClaimedJob> claimed = new HashMap<>();
    private final List<String> uuids = new ArrayList<>();
    private int numbers;

    History(TestQueue queue) throws SQLException {
      this.queue = queue;
      queue
          .database()
          .execute(
              """
              delete from "${schema}".job; delete from "${schema}".run; delete from "${schema}".ready;
              delete from "${schema}".later; delete from "${schema}".held; delete from "${schema}".lease;
              delete from "${schema}".dead; delete from "${schema}".owner; delete from "${schema}".given_uuid;
              delete from "${schema}".granted; delete from "${schema}".heartbeat; delete from "${schema}".task;
              delete from "${schema}".queue; delete from "${schema}".unreleased; delete from "${schema}".cancelling
              """);
      start(Set.of(TestQueue.TASK));
    }

    private void start(Set<String> tasks) throws SQLException {
      model.start(services.size(), tasks);
      services.add(queue.service(tasks.toArray(String[]::new)));
    }

    void take(Step step) throws SQLException {
      int service = step.a % services.size();
      switch (step.what) {
        case SUBMIT -> submit(step, null, null);
        case SUBMIT_RULED ->
            submit(
                step,
                List.of("serial", "discard", "queue_one").get(step.a % 3),
                KEYS.get(step.b % KEYS.size()));
        case SUBMIT_AGAIN -> submitAgain(step);
        case CLAIM -> claim(service, 1 + step.b % 4);
        case END -> end(step, open());
        case END_AGAIN -> end(step, runs);
        case START ->
            start(step.a % 3 == 0 ? Set.of(TestQueue.TASK, OTHER_TASK) : Set.of(TestQueue.TASK));
        case BEAT ->
            assertEquals(model.beat(service), queue.beat(services.get(service)), step.toString());
        case EXPIRE -> {
          model.expire(service);
          queue.expire(services.get(service));
        }
        case RESCUE -> {
          model.rescue(service);
          queue.rescue(services.get(service));
          settle();
        }
        case LEAVE -> {
          model.leave(service);
          queue
              .store()
              .leave(queue.connection(), services.get(service), QueueModel.DEFAULT_ATTEMPTS);
          settle();
        }
        case PASS_TIME -> {
          model.passTime();
          queue.passTime();
        }
        case ADOPT -> {
          model.adopt(service);
          queue.store().adopt(queue.connection(), services.get(service), 1000);
        }
        case CANCEL -> steer(step, "cancel");
        case RETRY -> steer(step, "retry");
        case DELETE -> steer(step, "delete");
        case PAUSE -> {
          model.paused = !model.paused;
          queue.database().execute("select \"${schema}\".pause('default', " + model.paused + ")");
        }
      }
      assertEquals(model.places(), queue.places(), step.toString());
      queue.check();
    }

    private void submit(Step step, @Nullable String rule, @Nullable String key)
        throws SQLException {
      String uuid = "j%03d".formatted(numbers);
      String task = rule == null && step.a % 5 == 0 ? OTHER_TASK : TestQueue.TASK;
      Integer most = step.c % 2 == 0 ? null : 1 + step.c % 3;
      boolean delayed = step.c % 7 == 0;
      boolean given = step.c % 3 == 0;
      store(uuid, task, step.b % 3, most, rule, key, delayed, given);
      model.submit(new Job(numbers++, uuid, task, step.b % 3, most, rule, key), delayed);
      uuids.add(uuid);
    }

    private String store(
        String uuid,
        String task,
        int priority,
        @Nullable Integer most,
        @Nullable String rule,
        @Nullable String key,
        boolean delayed,
        boolean given)
        throws SQLException {
      NewJob job =
          new NewJob(
              "{}",
              task,
              null,
              priority,
              most,
              null,
              delayed ? HOUR : null,
              rule,
              key == null ? null : TestQueue.claimOf(key),
              key,
              given ? uuid : null,
              given ? null : uuid);
      return queue.submitOne(job);
    }

    /** A second submission of the same uuid changes nothing; of one that was deleted, it is new. */
    private void submitAgain(Step step) throws SQLException {
      if (uuids.isEmpty()) {
        return;
      }
      String uuid = uuids.get(step.a % uuids.size()) + "g";
      assertEquals(uuid, store(uuid, TestQueue.TASK, 0, null, null, null, false, true));
      if (model.find(uuid).isEmpty()) {
        model.submit(new Job(numbers++, uuid, TestQueue.TASK, 0, null, null, null), false);
        uuids.add(uuid);
      }
    }

    private void claim(int service, int most) throws SQLException {
      List<Run> expected = model.claim(service, most);
      List<ClaimedJob> jobs =
          queue.claim(
              queue.connection(),
              services.get(service),
              most,
              model.tasks(service).toArray(String[]::new));
      assertEquals(
          expected.stream().map(run -> run.job.uuid + " " + (run.job.attempt + 1)).toList(),
          jobs.stream().map(job -> job.uuid() + " " + job.attempt()).toList());
      for (int i = 0; i < jobs.size(); i++) {
        runs.add(expected.get(i));
        claimed.put(expected.get(i), jobs.get(i));
      }
    }

    private List<Run> open() {
      return runs.stream().filter(run -> run.job.run == run).toList();
    }

    private void end(Step step, List<Run> among) throws SQLException {
      if (among.isEmpty()) {
        return;
      }
      Run run = among.get(step.a % among.size());
      End how = ENDS.get(step.b % ENDS.size());
      ClaimedJob job = Objects.requireNonNull(claimed.get(run));
      boolean counts = model.end(run, how);
      boolean isLast =
          open().stream()
              .noneMatch(other -> Objects.requireNonNull(claimed.get(other)).run() == job.run());
      Set<Long> finished = isLast ? Set.of(job.run()) : Set.of();
      long service = services.get(run.service);
      if (how == End.GIVEN_BACK) {
        queue.store().giveBack(queue.connection(), service, List.of(job), finished);
        return;
      }
      assertEquals(
          counts,
          queue.end(
              queue.connection(), service, job, outcome(how), how.again ? HOUR : null, finished));
    }

    private static Outcome outcome(End how) {
      return switch (how) {
        case DONE -> Outcome.DONE;
        case FAILED, FAILED_LAST -> Outcome.FAILED;
        case TIMED_OUT -> Outcome.TIMED_OUT;
        case SNOOZED -> Outcome.SNOOZED;
        case ABANDONED -> Outcome.LOST;
        case CANCELLED -> Outcome.CANCELLED;
        case GIVEN_BACK -> Outcome.GIVEN_BACK;
      };
    }

    private void steer(Step step, String how) throws SQLException {
      if (uuids.isEmpty()) {
        return;
      }
      String uuid = uuids.get(step.a % uuids.size());
      Optional<Job> job = model.find(uuid);
      boolean expected =
          job.isPresent()
              && switch (how) {
                case "cancel" -> model.cancel(job.get());
                case "retry" -> model.retry(job.get());
                default -> model.delete(job.get());
              };
      assertEquals(expected, queue.ask(queue.connection(), how, uuid), how + " " + uuid);
    }

    /** What a rescue has made due is ready; what it makes wait is due only when time passes. */
    private void settle() throws SQLException {
      queue.store().promote(queue.connection(), 10_000);
      queue
          .database()
          .execute("update \"${schema}\".later set run_at = clock_timestamp() + interval '1 hour'");
    }
  }
}
