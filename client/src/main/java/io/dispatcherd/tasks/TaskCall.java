package io.dispatcherd.tasks;

import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One submission in the making. Immutable: each setting returns a new call, so that one call may be
 * kept and submitted again and again, each time under a uuid of its own unless {@link #uuid} fixed
 * one.
 *
 * <p>What isn't set comes from the task's declaration, for a task that is named by method
 * reference. Settings throw {@link IllegalArgumentException} if they are given what can't be sent.
 */
public interface TaskCall {
  /**
   * Sends it to this channel instead of the task's own. A call of a task's context has none, unless
   * a broker keeps that task: what it submits runs in the service of that task.
   */
  TaskCall queue(String queue);

  /**
   * Sends it to the broker of this name in the configuration, in place of the task's own or {@code
   * publish.default_broker}. A call of a task's context has none: follow-up work goes to the broker
   * that keeps that task.
   */
  TaskCall broker(String broker);

  /**
   * Holds the task back for this long after its arrival; zero for not at all. Takes the place of
   * {@link #at}.
   */
  TaskCall delay(Duration delay);

  /**
   * Starts the task at this time, or at once if it is over. A broker that keeps the task sees to
   * it; else the service holds it back from its arrival. Takes the place of {@link #delay}.
   */
  TaskCall at(Instant time);

  /** Limits the run to this long; zero for no limit. */
  TaskCall timeout(Duration timeout);

  /** What becomes of it if it equals a submission that is running or waiting. */
  TaskCall onDuplicate(OnDuplicate onDuplicate);

  /**
   * Of tasks that are ready, those with a larger priority start first; 0 is usual. As the three
   * that follow, it has an effect only with a broker that keeps tasks, such as {@code pg_queue}.
   */
  TaskCall priority(int priority);

  /** The number of attempts until the task is dead; at least 1. */
  TaskCall maxAttempts(int attempts);

  /**
   * The pauses after failed attempts; each is twice as long as the one before.
   *
   * @param first after the first attempt
   * @param most the longest one
   */
  TaskCall backoff(Duration first, Duration most);

  /** What rules for duplicates and limits go by, in place of all arguments. */
  TaskCall key(String key);

  /**
   * Discards other submissions of the task with equal arguments, or with this {@link #key}, for so
   * long after the first one, whatever becomes of that. As the options that follow, it takes a
   * broker that keeps tasks: others refuse it. What excludes each other is refused when it is
   * submitted, with {@link IllegalArgumentException}.
   *
   * @param period more than 0
   */
  TaskCall uniqueFor(Duration period);

  /**
   * Changes the submission of the task with equal arguments, or with this {@link #key}, that waits:
   * it takes the new arguments and time. If none waits, this one does, behind one that runs.
   */
  TaskCall replace();

  /** As {@link #replace}, and starts so long after the latest submission; more than 0. */
  TaskCall debounce(Duration quiet);

  /**
   * As {@link #debounce(Duration)}, but not later than some time after the first submission.
   *
   * @param quiet how long after the latest one it starts; more than 0
   * @param most how long after the first one it starts at the latest
   */
  TaskCall debounce(Duration quiet, Duration most);

  /**
   * Gathers the submissions of the task, or those with this {@link #key}, that come while one of
   * them waits. The task gets one argument: the list of their positional arguments, each of which
   * is a list, or of their named ones, each of which is an object.
   */
  TaskCall collect();

  /**
   * Identity of the submission, in place of a random one. As long as a broker keeps the task or its
   * history, a second submission with the same one changes nothing.
   */
  TaskCall uuid(String uuid);

  /** Correlation id, passed on to the log of the service and worker that handle the task. */
  TaskCall guid(String guid);

  /** All positional arguments, in place of those set before; anything that Jackson can write. */
  TaskCall args(@Nullable Object @Nullable ... args);

  /** One more named argument. */
  TaskCall kwarg(String name, @Nullable Object value);

  /** All named arguments, in place of those set before. */
  TaskCall kwargs(Map<String, ?> kwargs);

  /**
   * Tasks to run after this one on the same worker, whether it fails or not; so none may have been
   * given a {@link #queue}, {@link #broker} or {@link #at time}. If a broker keeps this task, they
   * are submitted with its end if it is done, as tasks of their own.
   */
  TaskCall callbacks(TaskCall... callbacks);

  /**
   * Tasks to run after this one on the same worker if it fails, before the callbacks. If a broker
   * keeps this task, they are submitted when it is dead.
   */
  TaskCall errbacks(TaskCall... errbacks);

  /**
   * The submission as it would be sent now: defaults filled in, the channel asked for, a fresh uuid
   * unless one was set, and the time.
   */
  TaskRequest request();

  /** Sends it. See {@link TaskSubmitter#submit(TaskRequest)}. */
  Submission submit();

  /** Sends it with the caller's transaction. See {@link TaskSubmitter}. */
  Submission submit(Connection connection);

  /** Sends it and waits for a service to accept it. See {@link TaskSubmitter}. */
  Reply submitConfirmed(Duration atMost);
}
