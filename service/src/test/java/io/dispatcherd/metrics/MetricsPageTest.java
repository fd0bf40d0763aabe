package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkCounts;
import io.dispatcherd.pool.PoolCounts;
import io.dispatcherd.pool.scaling.ScaleCounts;
import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.producers.BrokerConnection;
import io.dispatcherd.producers.MessageSink;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StateQueries;
import io.dispatcherd.service.statistics.EndingCounts;
import io.dispatcherd.service.statistics.FlowCounts;
import io.dispatcherd.service.statistics.MessageCounts;
import io.dispatcherd.service.statistics.TaskTimings;
import io.dispatcherd.service.statistics.TimeDistribution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private static final TaskMessage TASK = TaskMessage.fromJson("{\"task\": \"a.b\"}");

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final PoolSettings LIMITS =
      Settings.fromMap(
              Map.of(
                  "version",
                  2,
                  "brokers",
                  Map.of("socket", Map.of("socket_path", "unused.sock")),
                  "service",
                  Map.of("pool_kwargs", Map.of("max_workers", 4))))
          .service()
          .pool();

  private static final TaskTimings TIMINGS =
      new TaskTimings(Map.of("a.b", times(0.125, 1, 0, 2)), Map.of("a.b", times(0.02, 0, 1)));

  private final List<Producer> producers = new ArrayList<>();
  private final List<WorkerView> workers = new ArrayList<>();

  @Test
  void countsHaveTheNamesAndTypesThatDashboardsKnow() {
    workers.add(worker(0, WorkerState.READY, Optional.of(TASK)));
    workers.add(worker(1, WorkerState.STARTING, Optional.empty()));
    workers.add(worker(2, WorkerState.ERROR, Optional.empty()));

    List<String> lines = lines();

    assertTrue(
        lines.contains("# TYPE dispatcher_messages_received_total counter"), lines::toString);
    assertTrue(lines.contains("dispatcher_messages_received_total 13.0"), lines::toString);
    assertTrue(
        lines.contains("# TYPE dispatcher_control_messages_count_total counter"), lines::toString);
    assertTrue(lines.contains("dispatcher_control_messages_count_total 8.0"), lines::toString);
    assertTrue(lines.contains("# TYPE dispatcher_worker_count_total counter"), lines::toString);
    assertTrue(lines.contains("dispatcher_worker_count_total 2.0"), lines::toString);
  }

  @Test
  void everyCountOfTheLoopIsThere() {
    workers.add(worker(0, WorkerState.READY, Optional.of(TASK)));

    List<String> lines = lines();

    assertTrue(
        lines.containsAll(
            List.of(
                "dispatcher_messages_refused_total 2.0",
                "dispatcher_tasks_discarded_total 5.0",
                "dispatcher_tasks_finished_total 20.0",
                "dispatcher_tasks_failed_total 4.0",
                "dispatcher_tasks_canceled_total 31.0",
                "dispatcher_tasks_timed_out_total 32.0",
                "dispatcher_tasks_lost_total 33.0",
                "dispatcher_tasks_running 1.0",
                "dispatcher_tasks_waiting_limit 100000.0",
                "dispatcher_tasks_waiting{reason=\"queued\"} 6.0",
                "dispatcher_tasks_waiting{reason=\"blocked\"} 7.0",
                "dispatcher_tasks_waiting{reason=\"delayed\"} 8.0",
                "dispatcher_workers{state=\"ready\"} 1.0",
                "dispatcher_workers{state=\"stopping\"} 0.0",
                "dispatcher_workers_limit{bound=\"min\"} 1.0",
                "dispatcher_workers_limit{bound=\"max\"} 4.0",
                "dispatcher_worker_scale_events_total{event=\"up\"} 41.0",
                "dispatcher_worker_scale_events_total{event=\"down\"} 42.0",
                "dispatcher_worker_scale_events_total{event=\"replaced\"} 43.0",
                "dispatcher_worker_scale_events_total{event=\"lifetime\"} 44.0",
                "dispatcher_chunks_received_total 51.0",
                "dispatcher_chunked_messages_total{result=\"assembled\"} 52.0",
                "dispatcher_chunked_messages_total{result=\"errored\"} 53.0",
                "dispatcher_chunked_messages_total{result=\"timed_out\"} 54.0",
                "dispatcher_chunked_messages_total{result=\"dropped\"} 55.0",
                "dispatcher_chunked_messages_active 56.0",
                "dispatcher_event_loop_errors_total 61.0",
                "dispatcher_workers_created_total 9.0",
                "dispatcher_workers_retired_total 1.0")),
        lines::toString);
  }

  @Test
  void timesAreHistogramsByTask() {
    List<String> lines = lines();

    assertTrue(
        lines.containsAll(
            List.of(
                "# TYPE dispatcher_task_waiting_seconds histogram",
                "dispatcher_task_waiting_seconds_bucket{task=\"a.b\",le=\"0.005\"} 1",
                "dispatcher_task_waiting_seconds_bucket{task=\"a.b\",le=\"0.1\"} 3",
                "dispatcher_task_waiting_seconds_bucket{task=\"a.b\",le=\"+Inf\"} 3",
                "dispatcher_task_waiting_seconds_count{task=\"a.b\"} 3",
                "dispatcher_task_waiting_seconds_sum{task=\"a.b\"} 0.125",
                "dispatcher_task_running_seconds_count{task=\"a.b\"} 1")),
        lines::toString);
  }

  @Test
  void producersTellWhatTheyHave() {
    producers.add(
        producer(
            "pg_notify-producer",
            Map.of(
                "produced_count",
                5L,
                "recycle_count",
                1L,
                "broker_self_check",
                Map.of("success_count", 3L, "average_time_seconds", 0.25, "enabled", true))));
    producers.add(
        producer(
            "own \"one\"", Map.of("produced_count", 7, "recycle_count", "many", "color", "red")));

    List<String> lines = lines();

    assertTrue(
        lines.containsAll(
            List.of(
                "dispatcher_producer_messages_total{producer=\"pg_notify-producer\"} 5.0",
                "dispatcher_producer_messages_total{producer=\"own \\\"one\\\"\"} 7.0",
                "dispatcher_producer_recycles_total{producer=\"pg_notify-producer\"} 1.0",
                "dispatcher_producer_reconnects_total{producer=\"pg_notify-producer\"} 6.0",
                "dispatcher_producer_listening{producer=\"pg_notify-producer\"} 1.0",
                "dispatcher_broker_queue_usage_ratio{producer=\"pg_notify-producer\"} 0.5",
                "dispatcher_broker_blocked{producer=\"pg_notify-producer\"} 1.0",
                "dispatcher_broker_self_checks_total{producer=\"pg_notify-producer\"} 3.0",
                "dispatcher_broker_self_check_average_seconds{producer=\"pg_notify-producer\"}"
                    + " 0.25")),
        lines::toString);
    assertEquals(List.of(), lines.stream().filter(line -> line.contains("max_seconds{")).toList());
    assertEquals(
        1,
        lines.stream().filter(line -> line.contains("recycles_total{")).count(),
        "what is no number is left out");
  }

  @Test
  void aProducerThatCannotTellItsStatusIsLeftOut() {
    producers.add(producer("broken-producer", null));
    producers.add(producer("other-producer", Map.of("produced_count", 1L)));

    assertTrue(
        lines().contains("dispatcher_producer_messages_total{producer=\"other-producer\"} 1.0"));
  }

  @Test
  void anEventLoopThatDoesNotAnswerInTimeIsGivenUp() {
    CompletableFuture<LoopSnapshot> never = new CompletableFuture<>();
    String message =
        assertThrows(
                NoAnswerException.class,
                () ->
                    new TimedQueries(answering(never), Duration.ofMillis(10)).ask(LoopSnapshot::of))
            .getMessage();

    assertEquals("the service did not tell its numbers within 0.01 s", message);
    assertTrue(never.isCancelled(), "a question that nobody waits for need not be asked");
  }

  @Test
  void aServiceThatHasStoppedIsNoBug() {
    CompletableFuture<LoopSnapshot> abandoned = new CompletableFuture<>();
    abandoned.cancel(false);

    assertThrows(
        NoAnswerException.class,
        () -> new TimedQueries(answering(abandoned), PATIENCE).ask(LoopSnapshot::of));
  }

  private List<String> lines() {
    LoopSnapshot reading =
        new LoopSnapshot(
            new LoopSnapshot.Intake(
                new MessageCounts(13, 8, 2),
                new ChunkCounts(51, 52, 53, 54, 55, 56),
                Map.of("chunks", 15L)),
            new LoopSnapshot.Tasks(
                new FlowCounts(new EndingCounts(5, 31, 32, 33), 6, 7, 8), 1, TIMINGS),
            new LoopSnapshot.Pool(
                new PoolCounts(9, 20, 4, 3, 1), new ScaleCounts(41, 42, 43, 44), workers, LIMITS),
            producers,
            61);
    return new MetricsPage(
            new TimedQueries(answering(CompletableFuture.completedFuture(reading)), PATIENCE))
        .get()
        .lines()
        .toList();
  }

  private static TimeDistribution times(double seconds, long... first) {
    List<Long> counts = new ArrayList<>(LongStream.of(first).boxed().toList());
    while (counts.size() <= TimeDistribution.BOUNDS.size()) {
      counts.add(0L);
    }
    return new TimeDistribution(counts, seconds);
  }

  private static StateQueries answering(CompletableFuture<LoopSnapshot> answer) {
    return new StateQueries() {
      @Override
      @SuppressWarnings("unchecked") // The page asks for nothing else.
      public <T> CompletableFuture<T> read(Function<ServiceState, T> question) {
        return (CompletableFuture<T>) answer;
      }
    };
  }

  private static WorkerView worker(int id, WorkerState state, Optional<TaskMessage> task) {
    return new WorkerView(id, 1, state, 0, task, false, Duration.ZERO);
  }

  private static Producer producer(String name, @Nullable Map<String, Object> status) {
    return new Producer() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public CompletableFuture<Void> start(MessageSink sink) {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void stop() {}

      @Override
      public Optional<BrokerConnection> connection() {
        return name.startsWith("pg_notify")
            ? Optional.of(new BrokerConnection(true, 6, OptionalDouble.of(0.5), true))
            : Optional.empty();
      }

      @Override
      public Map<String, Object> status() {
        if (status == null) {
          throw new IllegalStateException("on purpose");
        }
        return status;
      }
    };
  }
}
