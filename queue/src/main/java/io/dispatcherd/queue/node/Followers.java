package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.queue.store.NewJob;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes jobs of the callbacks and errbacks that messages name. Immutable. */
final class Followers {
  private static final Logger log = LoggerFactory.getLogger(Followers.class);

  private final Map<String, String> queues;
  private final Function<Outgoing, NewJob> jobs;

  /**
   * @param queues those that tasks declare, by the tasks' names; what follows goes there, or else
   *     to the queue of what it follows
   * @param jobs makes jobs of messages
   */
  Followers(Map<String, String> queues, Function<Outgoing, NewJob> jobs) {
    this.queues = Map.copyOf(queues);
    this.jobs = jobs;
  }

  /** The job that a message becomes. */
  NewJob job(Outgoing message) {
    return jobs.apply(message);
  }

  /**
   * What is to follow from a job.
   *
   * @param message its text, checked
   * @param queue where it was
   * @param isDone whether it is done, or dead
   */
  List<NewJob> of(String message, String queue, boolean isDone) {
    if (!message.contains(isDone ? "\"callbacks\"" : "\"errbacks\"")) {
      return List.of();
    }
    try {
      TaskMessage leader = TaskMessage.fromJson(message);
      return (isDone ? leader.callbacks() : leader.errbacks())
          .stream()
              .map(follower -> follower.withFieldsOf(leader))
              .map(
                  follower ->
                      new Outgoing(queues.getOrDefault(follower.task(), queue), follower.toJson()))
              .map(jobs)
              .toList();
    } catch (MessageFormatException | BrokerException e) {
      log.warn(
          "What follows a job of queue {} can't be read, and is left out: {}",
          queue,
          e.getMessage());
      return List.of();
    }
  }
}
