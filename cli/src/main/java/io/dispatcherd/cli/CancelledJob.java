package io.dispatcherd.cli;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.jobs.Job;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The request to cancel one task, where that is a kept job: no service has to answer for it. */
final class CancelledJob {
  private CancelledJob() {}

  /**
   * Cancels it, if it is kept and hasn't ended.
   *
   * @return an answer as from a service; empty if services are to be asked
   */
  static Optional<Reply> by(Question question, Function<Settings, Dispatcherd> connect) {
    if (!question.command().equals(AskedCommand.CANCEL)
        || !question.data().keySet().equals(Set.of("uuid"))) {
      return Optional.empty();
    }
    String uuid = String.valueOf(question.data().get("uuid"));
    try (Dispatcherd dispatcherd = connect.apply(Settings.forProgram(question.config()))) {
      Jobs jobs = dispatcherd.jobs();
      return jobs.cancel(uuid) ? jobs.find(uuid).map(CancelledJob::reply) : Optional.empty();
    } catch (UnsupportedOperationException | ConfigurationException e) {
      // No broker keeps tasks, or what the file says of it is only for services: they see to it.
      return Optional.empty();
    }
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
