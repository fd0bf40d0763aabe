package io.dispatcherd.rabbitmq.node;

import com.rabbitmq.client.Connection;
import io.dispatcherd.brokers.DeclaredTask;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.rabbitmq.connection.ServerVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Tasks that may take longer than the server lets a service have them: it would close the
 * connection and offer all of its tasks to others, while they go on here.
 *
 * @param limit how long a task may take
 * @param isOfServer whether that is the server's own time for all queues
 */
record LongTasks(Duration limit, boolean isOfServer) {
  /** Of servers before 3.12, unless their configuration says otherwise, which they don't tell. */
  private static final Duration USUAL = Duration.ofMinutes(30);

  static LongTasks of(Connection connection, Duration consumerTimeout) {
    return ServerVersion.of(connection).hasConsumerTimeouts()
        ? new LongTasks(consumerTimeout, false)
        : new LongTasks(USUAL, true);
  }

  /** What is to be said about tasks whose own time-outs allow them more. */
  List<String> warnings(Collection<DeclaredTask> tasks) {
    return tasks.stream().filter(this::mayTakeLonger).map(this::warning).toList();
  }

  private boolean mayTakeLonger(DeclaredTask task) {
    return task.defaults().get("timeout") instanceof Number seconds
        && seconds.doubleValue() > limit.toSeconds();
  }

  private String warning(DeclaredTask task) {
    return "the task %s may take longer than %s, when the server offers it to others while it runs: %s"
        .formatted(
            task.name(),
            Amount.seconds(limit),
            isOfServer
                ? "servers before 3.12 have one time for all queues, consumer_timeout in"
                    + " rabbitmq.conf, and this is it unless that says otherwise"
                : "raise consumer_timeout");
  }
}
