package io.dispatcherd.metrics;

import io.dispatcherd.service.Readiness;
import io.dispatcherd.service.control.ServiceState;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells an orchestrator whether all is well, and if not, why.
 *
 * @param questions for the event loop
 * @param look reads on the loop what the answer rests on, and returns what finds the faults in it,
 *     away from the loop
 */
record HealthProbe(TimedQueries questions, Function<ServiceState, Supplier<List<String>>> look)
    implements Supplier<Response> {
  /** Whether the process does anything at all: its event loop answers. */
  static HealthProbe health(TimedQueries questions) {
    return new HealthProbe(questions, service -> List::of);
  }

  /** Whether messages sent now would be heard and run. */
  static HealthProbe readiness(TimedQueries questions) {
    return new HealthProbe(
        questions,
        service -> {
          Readiness.Basis basis = Readiness.Basis.of(service);
          return () -> basis.judge().faults();
        });
  }

  @Override
  public Response get() {
    List<String> faults;
    try {
      faults = questions.ask(look).get();
    } catch (NoAnswerException e) {
      faults = List.of(String.valueOf(e.getMessage()));
    }
    return faults.isEmpty()
        ? Response.text(HttpStatus.PROBE_PASSED, "ok\n")
        : Response.text(HttpStatus.PROBE_FAILED, String.join("\n", faults) + "\n");
  }
}
