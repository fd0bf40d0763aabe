package io.dispatcherd.child;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.frames.KeptRun;
import io.dispatcherd.frames.KeptSubmission;
import io.dispatcherd.messages.Json;
import io.dispatcherd.tasks.Snooze;
import io.dispatcherd.tasks.TaskRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one run can do since a broker keeps its task, and has done. Thread-safe. */
final class KeptTask {
  private final long run;
  private final KeptRun kept;
  private final ProgressReports reports;

  private final RunSteps steps;

  private volatile @Nullable Duration snoozed;
  private volatile boolean completed;

  KeptTask(long run, KeptRun kept, ServiceRequests requests) {
    this.run = run;
    this.kept = kept;
    reports = requests.progressOf(run);
    steps = new RunSteps(run, requests);
  }

  int attempt() {
    return kept.attempt();
  }

  void progress(double part, String text) {
    reports.add(part, text);
  }

  RunSteps steps() {
    return steps;
  }

  Snooze snooze(Duration pause) {
    if (pause.isNegative()) {
      throw new IllegalArgumentException("the pause is negative: " + pause);
    }
    snoozed = pause;
    return new Snooze(pause);
  }

  /** For how long it has put itself off; empty if it hasn't. */
  Optional<Duration> snoozed() {
    return Optional.ofNullable(snoozed);
  }

  /** Whether it has stored its end itself, or tried to. */
  boolean isCompleted() {
    return completed;
  }

  void complete(Connection connection, @Nullable Object result) {
    String statement =
        kept.completion()
            .orElseThrow(
                () ->
                    new UnsupportedOperationException(
                        "the broker that keeps this task can't store its end in a transaction"));
    String json = result == null ? null : Json.write(Json.valueOf(result, "the result"));
    try {
      if (connection.getAutoCommit()) {
        throw new IllegalStateException(
            "the connection commits by itself, so that the task's end would stand alone; call"
                + " setAutoCommit(false) before what the task writes");
      }
      completed = true;
      try (PreparedStatement complete = connection.prepareStatement(statement)) {
        complete.setString(1, json == null ? null : json.replace("\0", "\\u0000"));
        try (ResultSet answer = complete.executeQuery()) {
          if (!answer.next() || !answer.getBoolean(1)) {
            throw new IllegalStateException(
                "this run is no longer the service's, since its lease is over: roll back, others"
                    + " may run the task");
          }
        }
      }
    } catch (SQLException e) {
      throw new BrokerException("the task's end can't be stored: " + e.getMessage(), e);
    }
  }

  KeptSubmission submission(TaskRequest request) {
    return new KeptSubmission(run, request.queue(), request.at(), request.isIdentified());
  }
}
