package io.dispatcherd.spring.boot.failures;

import io.dispatcherd.queue.schema.SchemaVersionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tables of the queue that are missing, too old or too new. */
final class TablesFailureAnalyzer extends AbstractFailureAnalyzer<SchemaVersionException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, SchemaVersionException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "Either let the application make them, with dispatcherd.brokers.pg-queue.migrate=true and a"
            + " role that may create tables; or have \"dispatcherd migrate\" run before it starts;"
            + " or set dispatcherd.brokers.pg-queue.schema to where they are.",
        cause);
  }
}
