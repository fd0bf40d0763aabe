package io.dispatcherd.metrics;

import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ServiceState;
import java.util.ArrayList;
import java.util.List;

/**
 * What readiness rests on.
 *
 * @param isStopping whether the service has begun to stop
 * @param readyWorkers workers that are ready, busy or not
 * @param minWorkers how many there always should be
 * @param producers those whose connections must listen
 */
record Readiness(boolean isStopping, long readyWorkers, int minWorkers, List<Producer> producers) {
  static Readiness of(ServiceState service) {
    return new Readiness(
        service.isStopping(),
        service.workers().stream().filter(it -> it.state() == WorkerState.READY).count(),
        service.limits().minWorkers(),
        service.producers());
  }

  /** Why it isn't ready; empty if it is. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (isStopping) {
      faults.add("the service is stopping");
    }
    producers.stream()
        .filter(it -> it.connection().filter(connection -> !connection.isListening()).isPresent())
        .forEach(it -> faults.add(it.name() + " is not listening"));
    if (readyWorkers == 0 && minWorkers > 0) {
      faults.add("no worker is ready");
    }
    return faults;
  }
}
