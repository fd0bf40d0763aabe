package io.dispatcherd.service.dispatch;

import io.dispatcherd.config.PoolSettings;
import io.dispatcherd.frames.FrameCodec;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.MessageLimitException;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.chunks.ChunkCounts;
import io.dispatcherd.messages.chunks.ChunkStatus;
import io.dispatcherd.pool.PoolCounts;
import io.dispatcherd.pool.scaling.ScaleCounts;
import io.dispatcherd.pool.worker.WorkerView;
import io.dispatcherd.processors.TaskFilter;
import io.dispatcherd.processors.TaskPage;
import io.dispatcherd.producers.ControlProducer;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ControlCommand;
import io.dispatcherd.service.control.ControlExecutor;
import io.dispatcherd.service.control.MemorySurvey;
import io.dispatcherd.service.control.MetricsEndpoint;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StackSurvey;
import io.dispatcherd.service.loop.EventLoop;
import io.dispatcherd.service.statistics.FlowCounts;
import io.dispatcherd.service.statistics.MessageCounts;
import io.dispatcherd.service.statistics.TaskTimings;
import io.dispatcherd.tasks.TaskDeclaration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The view of a service from its own event loop. */
public final class LiveServiceState implements ServiceState {
  /** In bytes: what a line takes, and room for what is added to a message. */
  private static final int LONGEST_FOR_WORKERS = FrameCodec.MAX_LENGTH - (1 << 20);

  private final ServiceParts state;
  private final ControlExecutor executor;
  private final List<Producer> producers;
  private final Optional<MetricsEndpoint> metrics;
  private final MemorySurvey memory;
  private final StackSurvey stacks;
  private final EventLoop loop;

  public LiveServiceState(
      ServiceParts state,
      ControlExecutor executor,
      List<Producer> producers,
      Optional<MetricsEndpoint> metrics,
      MemorySurvey memory,
      StackSurvey stacks,
      EventLoop loop) {
    this.state = state;
    this.executor = executor;
    this.producers = List.copyOf(producers);
    this.metrics = metrics;
    this.memory = memory;
    this.stacks = stacks;
    this.loop = loop;
  }

  @Override
  public Map<String, TaskMessage> find(TaskFilter filter) {
    Map<String, TaskMessage> found = new LinkedHashMap<>();
    running(filter).forEach((id, message) -> found.put("worker-" + id, message));
    found.putAll(state.flow().find(filter));
    return found;
  }

  @Override
  public void find(TaskFilter filter, TaskPage page) {
    Map<Integer, Instant> since = state.pool().runningSince(filter::matches);
    running(filter)
        .forEach(
            (id, message) ->
                page.offer(TaskPage.Kind.WORKER, id, message, since.getOrDefault(id, loop.now())));
    state.flow().find(filter, page);
  }

  @Override
  public Map<String, Instant> since(TaskFilter filter) {
    Map<String, Instant> since = new LinkedHashMap<>();
    state
        .pool()
        .runningSince(filter::matches)
        .forEach((id, moment) -> since.put("worker-" + id, moment));
    since.putAll(state.flow().since(filter));
    return since;
  }

  @Override
  public Duration howLongAgo(Instant moment) {
    return Duration.between(moment, loop.now());
  }

  @Override
  public List<TaskDeclaration> tasks() {
    return state.intake().tasks();
  }

  @Override
  public Map<String, TaskMessage> cancel(TaskFilter filter) {
    Map<String, TaskMessage> found = find(filter);
    Instant now = loop.now();
    running(filter).keySet().forEach(workerId -> state.pool().cancel(workerId, now));
    state.flow().cancel(filter, state.pool());
    return found;
  }

  @Override
  public TaskMessage submit(Map<String, @Nullable Object> fields) {
    ControlProducer producer =
        producers.stream()
            .filter(ControlProducer.class::isInstance)
            .map(ControlProducer.class::cast)
            .findFirst()
            .orElseThrow(LiveServiceState::runIsNotEnabled);
    TaskMessage message;
    try {
      message = TaskMessage.of(fields);
      checkSize(message);
    } catch (MessageFormatException e) {
      state.intake().refused("run: " + e.getMessage(), e);
      throw e;
    }
    TaskMessage taken = state.intake().takeOrSayWhyNot(message, "run", loop.now());
    producer.accepted(taken);
    return taken;
  }

  /** Messages from brokers have been checked; those that this JVM submits itself have not. */
  private static void checkSize(TaskMessage message) {
    if (message.toJson().getBytes(StandardCharsets.UTF_8).length > LONGEST_FOR_WORKERS) {
      throw new MessageLimitException(
          Limit.MESSAGE_BYTES, "a message of more than " + LONGEST_FOR_WORKERS + " bytes");
    }
  }

  @Override
  public List<WorkerView> workers() {
    return state.pool().views(loop.now());
  }

  @Override
  public PoolCounts poolCounts() {
    return state.pool().counts();
  }

  @Override
  public Map<String, Object> usage() {
    return state.pool().usage(loop.now());
  }

  @Override
  public int capacity() {
    return state.pool().capacity();
  }

  @Override
  public int busyCount() {
    return state.pool().busyCount();
  }

  @Override
  public FlowCounts flow() {
    return state.flow().counts();
  }

  @Override
  public MessageCounts messages() {
    return state.intake().counts();
  }

  @Override
  public LimitHits limitHits() {
    return state.hits();
  }

  @Override
  public ChunkStatus chunks() {
    return state.chunks().status(loop.now());
  }

  @Override
  public ChunkCounts chunkCounts() {
    return state.chunks().counts();
  }

  @Override
  public ScaleCounts scaleCounts() {
    return state.pool().scaleCounts();
  }

  @Override
  public TaskTimings timings() {
    return state.flow().timings();
  }

  @Override
  public PoolSettings limits() {
    return state.pool().settings();
  }

  @Override
  public long bugs() {
    return loop.errorCount();
  }

  @Override
  public boolean isStopping() {
    return state.shutdown().isAhead();
  }

  @Override
  public List<Producer> producers() {
    return producers;
  }

  @Override
  public Optional<MetricsEndpoint> metrics() {
    return metrics;
  }

  @Override
  public Map<String, Map<String, Object>> memory() {
    return memory.take();
  }

  @Override
  public Map<String, Map<String, Object>> stacks(OptionalInt worker, int depth) {
    return stacks.take(worker, depth);
  }

  @Override
  public void setWorkersLogLevel(String level) {
    state.pool().setLogLevel(level);
  }

  @Override
  public ControlCommand command(String name) {
    return executor.command(name);
  }

  private Map<Integer, TaskMessage> running(TaskFilter filter) {
    return state.pool().running(filter::matches);
  }

  private static IllegalArgumentException runIsNotEnabled() {
    return new IllegalArgumentException(
        "The run command is not enabled: add ControlProducer to the producers of the"
            + " configuration");
  }
}
