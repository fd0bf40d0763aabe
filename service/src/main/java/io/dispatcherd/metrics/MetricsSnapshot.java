package io.dispatcherd.metrics;

import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.producers.BrokerConnection;
import io.dispatcherd.producers.Producer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that metrics are made of.
 *
 * @param loop what the event loop told
 * @param producers the producers' own counts, by their names
 * @param queues the queues of brokers that keep tasks
 * @param uptime how long metrics have been served
 */
record MetricsSnapshot(
    LoopSnapshot loop,
    Map<String, Map<String, Object>> producers,
    List<QueueStatus> queues,
    Duration uptime) {
  /** How many workers are in each state, also in those where there is none. */
  Map<String, Number> workersByState() {
    Map<String, Number> byState = new LinkedHashMap<>();
    for (WorkerState state : WorkerState.values()) {
      byState.put(
          state.wireName(),
          loop.pool().workers().stream().filter(worker -> worker.state() == state).count());
    }
    return byState;
  }

  long presentWorkers() {
    return loop.pool().workers().stream().filter(worker -> !worker.state().isGone()).count();
  }

  /** Something about the connection of each producer that has one and knows it. */
  Map<String, Number> ofConnections(Function<BrokerConnection, Optional<? extends Number>> what) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (Producer producer : loop.producers()) {
      producer.connection().flatMap(what).ifPresent(number -> numbers.put(producer.name(), number));
    }
    return numbers;
  }

  /** A number of each producer that tells it, by the producers' names. */
  Map<String, Number> ofProducers(String field) {
    return numbers(field, producers);
  }

  /** A number of each broker's self-check that tells it, by the producers' names. */
  Map<String, Number> ofSelfChecks(String field) {
    Map<String, Map<?, ?>> checks = new LinkedHashMap<>();
    producers.forEach(
        (name, status) -> {
          if (status.get("broker_self_check") instanceof Map<?, ?> check) {
            checks.put(name, check);
          }
        });
    return numbers(field, checks);
  }

  /** What all producers together refused for its signature, by the reason. */
  Map<String, Number> unverified() {
    Map<String, Number> byReason = new LinkedHashMap<>();
    for (Map<String, Object> status : producers.values()) {
      if (status.get("signing") instanceof Map<?, ?> signing
          && signing.get("refused") instanceof Map<?, ?> refused) {
        refused.forEach(
            (reason, count) -> {
              if (count instanceof Number number) {
                byReason.merge(
                    String.valueOf(reason), number, (a, b) -> a.longValue() + b.longValue());
              }
            });
      }
    }
    return byReason;
  }

  private static Map<String, Number> numbers(
      String field, Map<String, ? extends Map<?, ?>> statuses) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    statuses.forEach(
        (name, status) -> {
          if (status.get(field) instanceof Number number) {
            numbers.put(name, number);
          }
        });
    return numbers;
  }
}
