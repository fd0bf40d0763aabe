package io.dispatcherd.tasks;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.publish.Reply;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a bound task knows about its own run, and its way to the service that it runs in. Tasks that
 * it submits run in that service, whatever their queue, without a broker in between.
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
   * What the message has beside the fields that dispatcherd knows, such as what an interceptor of
   * the publisher added: plain JSON values, empty if there is nothing.
   */
  default Map<String, @Nullable Object> fields() {
    return message().addedFields();
  }

  /**
   * Whether the task was cancelled or has run out of time. Its thread has been interrupted then; a
   * task that computes without waiting should look here now and then.
   */
  boolean isCancelled();

  /**
   * Has the service carry out a command, and waits for the reply.
   *
   * @param command such as {@code running} or {@code cancel}
   * @param data the arguments of the command, as plain JSON values; empty if there are none
   * @throws java.util.concurrent.CancellationException if the task is cancelled while it waits; its
   *     thread is interrupted still
   */
  Reply control(String command, Map<String, ?> data);

  /** Ends the worker once this task is done; the service starts another one in its place. */
  void exitAfterTask();
}
