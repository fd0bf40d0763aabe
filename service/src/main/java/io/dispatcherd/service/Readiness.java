package io.dispatcherd.service;

import io.dispatcherd.pool.worker.WorkerState;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ServiceState;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether messages sent now would be received and run.
 *
 * @param faults why not, one text each; empty if all is well
 */
public record Readiness(List<String> faults) {
  /** Copies the list. */
  public Readiness {
    faults = List.copyOf(faults);
  }

  /** Whether there is no fault. */
  public boolean isReady() {
    return faults.isEmpty();
  }

  /**
   * The facts behind readiness, read on the event loop and judged elsewhere.
   *
   * @param isStopping whether the service has begun to stop
   * @param readyWorkers workers that are ready, busy or not
   * @param minWorkers how many there always should be
   * @param producers those whose connections must listen
   */
  public record Basis(
      boolean isStopping, long readyWorkers, int minWorkers, List<Producer> producers) {
    /** Reads it. */
    public static Basis of(ServiceState service) {
      return new Basis(
          service.isStopping(),
          service.workers().stream().filter(it -> it.state() == WorkerState.READY).count(),
          service.limits().minWorkers(),
          service.producers());
    }

    /** Judges it. */
    public Readiness judge() {
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
      return new Readiness(faults);
    }
  }
}
