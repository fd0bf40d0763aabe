package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.publish.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bound task's view of its own run and of its service. Tasks that it submits run in that service,
 * whatever their queue, without a broker.
 *
 * <p>Thread-safe. Valid until the task ends.
 */
public interface TaskContext extends TaskSubmitter {
  /** Identity of the submission that is being run. */
  String uuid();

  /** The worker's number, unique within the life of the service. */
  int workerId();

  /** The whole message. */
  TaskMessage message();

  /**
   * The message's fields that dispatcherd doesn't know, such as those added by a publisher's
   * interceptor: plain JSON values, empty if there are none.
   */
  default Map<String, @Nullable Object> fields() {
    return message().addedFields();
  }

  /**
   * Whether the task was cancelled or has run out of time. Its thread has been interrupted then; a
   * task that computes without waiting should check this regularly.
   */
  boolean isCancelled();

  /**
   * Sends a command to the service, and waits for the reply.
   *
   * @param command such as {@code running} or {@code cancel}
   * @param data the arguments of the command, as plain JSON values; empty if there are none
   * @throws java.util.concurrent.CancellationException if the task is cancelled while it waits; its
   *     thread stays interrupted
   */
  Reply control(String command, Map<String, ?> data);

  /** Ends the worker once this task is done; the service starts another one in its place. */
  void exitAfterTask();
}
