package io.dispatcherd.service.control;

import java.util.Map;

/** Serves the metrics of a service. Thread-safe. */
public interface MetricsEndpoint extends AutoCloseable {
  /** Where it is and how it is doing, as the {@code metrics} command shows it. */
  Map<String, Object> status();

  /** Ends it with all that it is doing; does nothing if it has ended. */
  @Override
  void close();
}
