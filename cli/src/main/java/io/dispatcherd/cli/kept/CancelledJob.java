package io.dispatcherd.cli.kept;

import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request to cancel one task, where that is a kept job: no service has to answer for it. */
public final class CancelledJob {
  private CancelledJob() {}

  /**
   * Cancels it, if it is kept and hasn't ended.
   *
   * @return an answer as from a service; empty if services are to be asked
   */
  public static Optional<Reply> of(String uuid, Dispatcherd dispatcherd) {
    Jobs jobs;
    try {
      jobs = dispatcherd.jobs();
    } catch (UnsupportedOperationException e) {
      // No broker keeps tasks, or it is unclear which one is meant.
      return Optional.empty();
    }
    return jobs.cancel(uuid) ? jobs.find(uuid).map(CancelledJob::reply) : Optional.empty();
  }

  private static Reply reply(Job job) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("uuid", job.uuid());
    row.put("task", job.task());
    row.put("queue", job.queue());
    row.put("state", job.state().wireName());
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("node_id", job.nodeId().orElse("pg_queue"));
    body.put("job-1", row);
    return Reply.fromJson(Json.write(body));
  }
}
