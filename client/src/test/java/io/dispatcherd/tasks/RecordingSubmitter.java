package io.dispatcherd.tasks;

import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;

/** Takes every submission and sends none. */
final class RecordingSubmitter implements TaskSubmitter {
  @Override
  public Submission submit(TaskRequest request) {
    return new Submission(request.queue().orElse("default"), request.message());
  }

  @Override
  public Submission submit(TaskRequest request, Connection connection) {
    return submit(request);
  }

  @Override
  public Reply submitConfirmed(TaskRequest request, Duration atMost) {
    return new Reply(Map.of("node_id", "recording", "ack", request.message().fields()));
  }
}
