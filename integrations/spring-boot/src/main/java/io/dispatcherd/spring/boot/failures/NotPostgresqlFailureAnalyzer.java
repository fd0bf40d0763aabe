package io.dispatcherd.spring.boot.failures;

import io.dispatcherd.spring.boot.connections.NotPostgresqlException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A data source that leads to another database. */
final class NotPostgresqlFailureAnalyzer extends AbstractFailureAnalyzer<NotPostgresqlException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, NotPostgresqlException cause) {
    return new FailureAnalysis(
        "dispatcherd keeps and sends tasks with PostgreSQL, and the data source leads to another"
            + " database: "
            + cause.database(),
        "If the application has a data source to PostgreSQL too, name its bean in"
            + " dispatcherd.data-source. If a library stands between the URL and PostgreSQL's"
            + " driver, set dispatcherd.listen.url, username and password. Else switch it off with"
            + " dispatcherd.enabled=false.",
        cause);
  }
}
