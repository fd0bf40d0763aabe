package io.dispatcherd.cli.kept;

import io.dispatcherd.config.Schedule;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.JobState;
import io.dispatcherd.jobs.Node;
import io.dispatcherd.jobs.QueueLimits;
import io.dispatcherd.jobs.QueueStatus;
import io.dispatcherd.jobs.Run;
import io.dispatcherd.jobs.ScheduleInfo;
import io.dispatcherd.jobs.WorkflowStepInfo;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs, queues and services as plain values, by the names of the queue's view. */
final class JobRows {
  private static final double MILLIS = 1000;

  private JobRows() {}

  /** All but the result, which may be long. */
  static Map<String, @Nullable Object> of(Job job) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("uuid", job.uuid());
    row.put("task", job.task());
    row.put("queue", job.queue());
    row.put("key", job.key().orElse(null));
    row.put("state", job.state().wireName());
    row.put("reason", job.reason().orElse(null));
    row.put("attempt", job.attempts());
    row.put("max_attempts", job.maxAttempts().orElse(null));
    row.put("priority", job.priority());
    row.put("submitted_at", time(job.submittedAt()));
    row.put("run_at", time(job.runAt()));
    row.put("started_at", time(job.startedAt()));
    row.put("finished_at", time(job.finishedAt()));
    row.put("node_id", job.nodeId().orElse(null));
    row.put("error", job.error().orElse(null));
    row.put("progress", job.progress().isPresent() ? job.progress().getAsDouble() : null);
    row.put("progress_text", job.progressText().orElse(null));
    row.put("parent_uuid", job.parentUuid().orElse(null));
    return row;
  }

  /** What fits into a line. */
  static Map<String, @Nullable Object> shortly(Job job) {
    Map<String, @Nullable Object> row = of(job);
    if (job.reason().isPresent()) {
      row.put("state", "%s (%s)".formatted(job.state().wireName(), job.reason().get()));
    }
    row.keySet()
        .removeAll(
            List.of(
                "reason",
                "max_attempts",
                "priority",
                "run_at",
                "started_at",
                "progress_text",
                "parent_uuid"));
    return row;
  }

  static Map<String, @Nullable Object> withResult(Job job) {
    Map<String, @Nullable Object> row = of(job);
    row.put("result", job.resultJson().map(JobRows::value).orElse(null));
    return row;
  }

  static Map<String, @Nullable Object> run(Run run) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("attempt", run.attempt());
    row.put("outcome", run.outcome());
    row.put("node_id", run.nodeId().orElse(null));
    row.put("started_at", time(run.startedAt()));
    row.put("ended_at", time(run.endedAt()));
    row.put("error", run.error().orElse(null));
    return row;
  }

  static Map<String, @Nullable Object> queue(QueueStatus queue) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("queue", queue.name());
    row.put("paused", queue.isPaused());
    row.put("ready", queue.ready());
    row.put("oldest_ready_seconds", queue.oldestReady().map(JobRows::seconds).orElse(null));
    row.put("running", queue.running());
    row.put("scheduled", queue.scheduled());
    row.put("held", queue.held());
    row.put("dead", queue.dead());
    row.put("ended", queue.ended());
    return row;
  }

  static Map<String, @Nullable Object> queueWithLimits(QueueStatus queue) {
    Map<String, @Nullable Object> row = queue(queue);
    QueueLimits limits = queue.limits();
    row.put("max_running", limits.maxRunning().orElse(null));
    row.put(
        "rate",
        limits
            .rate()
            .map(rate -> "%d/%dms".formatted(rate.number(), rate.period().toMillis()))
            .orElse(null));
    row.put("weight", limits.weight());
    row.put("max_attempts", limits.maxAttempts().orElse(null));
    row.put("keep_done_seconds", limits.keepDone().map(JobRows::seconds).orElse(null));
    row.put("max_ready", limits.maxReady().orElse(null));
    return row;
  }

  static Map<String, @Nullable Object> node(Node node) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("node_id", node.nodeId());
    row.put("started_at", time(node.startedAt()));
    row.put("expires_at", time(node.expiresAt()));
    row.put("queues", node.queues());
    row.put("running", node.running());
    return row;
  }

  static Map<String, @Nullable Object> of(ScheduleInfo schedule) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("name", schedule.name());
    row.put("task", schedule.task());
    row.put("queue", schedule.queue().orElse(null));
    switch (schedule.schedule()) {
      case Schedule.Every every -> row.put("period_seconds", seconds(every.period()));
      case Schedule.Cron cron -> {
        row.put("cron", cron.expression());
        row.put("zone", cron.zone().getId());
      }
    }
    row.put("paused", schedule.isPaused());
    row.put("missed", schedule.missed().wireName());
    row.put("missed_bound_seconds", seconds(schedule.missedBound()));
    row.put("overlap", schedule.overlap().wireName());
    row.put("source", schedule.source());
    row.put("created_at", time(schedule.createdAt()));
    row.put("next", schedule.next().stream().map(JobRows::time).toList());
    row.put("last_at", time(schedule.lastAt()));
    row.put("last_uuid", schedule.lastUuid().orElse(null));
    row.put("problem", schedule.problem().orElse(null));
    return row;
  }

  /** What fits into a line: of the next moments one. */
  static Map<String, @Nullable Object> shortly(ScheduleInfo schedule) {
    Map<String, @Nullable Object> row = of(schedule);
    // The same names for all, as a table needs.
    List.of("period_seconds", "cron", "zone").forEach(row::remove);
    row.put(
        "when",
        switch (schedule.schedule()) {
          case Schedule.Every every -> "every %s s".formatted(seconds(every.period()));
          case Schedule.Cron cron -> cron.expression() + " " + cron.zone().getId();
        });
    row.put("next", schedule.next().stream().findFirst().map(JobRows::time).orElse(null));
    row.keySet().removeAll(List.of("missed", "missed_bound_seconds", "overlap", "created_at"));
    return row;
  }

  static Map<String, @Nullable Object> of(WorkflowStepInfo step) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("step", step.name());
    row.put("state", step.state().map(JobState::wireName).orElse(null));
    row.put("task", step.task());
    row.put("uuid", step.uuid());
    row.put("after", step.after());
    row.put("started_at", time(step.startedAt()));
    row.put("finished_at", time(step.finishedAt()));
    row.put("error", step.error().orElse(null));
    return row;
  }

  /** What a JSON text says; the text itself if somebody has edited it into none. */
  static @Nullable Object value(String json) {
    try {
      return Json.parse(json);
    } catch (MessageFormatException e) {
      return json;
    }
  }

  static @Nullable String time(Optional<Instant> time) {
    return time.map(JobRows::time).orElse(null);
  }

  static String time(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }
}
