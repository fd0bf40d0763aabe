package io.dispatcherd.service.control;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkCounts;
import io.dispatcherd.messages.chunks.ChunkStatus;
import io.dispatcherd.pool.PoolCounts;
import io.dispatcherd.pool.scaling.ScaleCounts;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.processors.TaskPage;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.statistics.FlowCounts;
import io.dispatcherd.service.statistics.MessageCounts;
import io.dispatcherd.service.statistics.TaskTimings;
import io.dispatcherd.tasks.TaskDeclaration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What control commands see of a service, and what they may do to it. */
public interface ServiceState {
  /** Running and waiting tasks that match, under the names that replies give them. */
  Map<String, TaskMessage> find(TaskFilter filter);

  /** Offers what {@link #find(TaskFilter)} would find to a page, since when included. */
  void find(TaskFilter filter, TaskPage page);

  /**
   * Since when the tasks that match have been running or waiting, by the clock of {@link
   * #howLongAgo}, under the same names; in the future for one that is delayed.
   */
  Map<String, Instant> since(TaskFilter filter);

  /** How long ago a moment of {@link #since} was; negative if it is still to come. */
  Duration howLongAgo(Instant moment);

  /** The tasks that are declared, by name. For slow commands too. */
  List<TaskDeclaration> tasks();

  /** Cancels the tasks that match and returns what {@link #find} would have. */
  Map<String, TaskMessage> cancel(TaskFilter filter);

  /**
   * Takes a task in, through the {@code run} command.
   *
   * @param fields the task message
   * @return the task as it was taken, with its uuid
   * @throws IllegalArgumentException if it is refused; the text says why
   */
  TaskMessage submit(Map<String, @Nullable Object> fields);

  /** Every worker that is known, by number. */
  List<WorkerView> workers();

  /** What the pool has counted. */
  PoolCounts poolCounts();

  /** How many workers were needed, and how many seconds ago: what scaling down rests on. */
  Map<String, Object> usage();

  /** Workers that have, or will soon have, room for a task. */
  int capacity();

  /** Workers that have a task. */
  int busyCount();

  /** Tasks on their way. */
  FlowCounts flow();

  /** Messages that came in. */
  MessageCounts messages();

  /** How often each bound on what arrives was hit. For slow commands too. */
  LimitHits limitHits();

  /** Messages in assembly. */
  ChunkStatus chunks();

  /** What was counted about chunks; unlike {@link #chunks}, whatever is in assembly, at no cost. */
  ChunkCounts chunkCounts();

  /** How the number of workers was changed, and why. */
  ScaleCounts scaleCounts();

  /** How long tasks waited and ran. */
  TaskTimings timings();

  /** How many workers there may be, and how many tasks may wait for them. */
  PoolSettings limits();

  /** Errors of the event loop itself: each is a bug, and the service went on after it. */
  long bugs();

  /** Whether the service has begun to stop, or is about to. */
  boolean isStopping();

  /** The producers, in the order of their start. For slow commands too. */
  List<Producer> producers();

  /** Where its numbers are served, if they are. For slow commands too. */
  Optional<MetricsEndpoint> metrics();

  /**
   * The memory of the service, and of every worker that has a JVM of its own, under the names that
   * replies give them. It waits for the workers: for slow commands only.
   */
  Map<String, Map<String, Object>> memory();

  /**
   * What the threads that run tasks are at, under the names that replies give their workers. It
   * waits for the workers: for slow commands only.
   *
   * @param worker the number of the only one that is asked, if one is named
   * @param depth how many calls are told of each
   */
  Map<String, Map<String, Object>> stacks(OptionalInt worker, int depth);

  /**
   * Has workers with a JVM of their own log this much, those that start later too.
   *
   * @param level its name on the wire
   */
  void setWorkersLogLevel(String level);

  /** Another command, by name, for those that are made of others. */
  ControlCommand command(String name);
}
