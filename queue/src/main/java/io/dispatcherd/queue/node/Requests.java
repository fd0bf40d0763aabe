package io.dispatcherd.queue.node;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.queue.store.Request;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what services are asked to do through the database. */
final class Requests {
  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private Requests() {}

  /**
   * One run of a job.
   *
   * @param job whose it is
   * @param run its number
   */
  record Run(long job, long run) {}

  /** The run that is to be cancelled; empty if it asks for something else. */
  static Optional<Run> cancelled(Request request) {
    try {
      Map<String, ?> fields = Json.parseObject(request.message());
      return fields.get("cancel") instanceof Number job && fields.get("run") instanceof Number run
          ? Optional.of(new Run(job.longValue(), run.longValue()))
          : Optional.empty();
    } catch (MessageFormatException e) {
      log.warn("Request {} can't be read, and is left out: {}", request.number(), e.getMessage());
      return Optional.empty();
    }
  }
}
