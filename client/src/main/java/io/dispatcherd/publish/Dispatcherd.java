package io.dispatcherd.publish;

import io.dispatcherd.brokers.Broker;
import io.dispatcherd.brokers.BrokerCapability;
import io.dispatcherd.brokers.Brokers;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.brokers.TransactionalBroker;
import io.dispatcherd.brokers.WorkflowBroker;
import io.dispatcherd.config.Settings;
import io.dispatcherd.jobs.Jobs;
import io.dispatcherd.jobs.Queues;
import io.dispatcherd.jobs.Schedules;
import io.dispatcherd.jobs.Workflows;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.Uniqueness;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.TaskRequest;
import io.dispatcherd.tasks.TaskSubmitter;
import io.dispatcherd.tasks.UnconfirmedException;
import io.dispatcherd.workflows.Workflow;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An application's client of its services: submits tasks and sends commands.
 *
 * <p>Thread-safe; one for each application is enough. It connects when it is first needed, and
 * again after a failure; however much is submitted, the number of its connections is bounded.
 *
 * <p>Wrong configuration is reported as {@link io.dispatcherd.config.ConfigurationException}.
 */
public final class Dispatcherd implements TaskSubmitter, AutoCloseable {
  private final PublishingBrokers brokers;
  private final Outbox outbox;
  private final Control control;
  private final ValueMapping mapping;

  Dispatcherd(PublishingBrokers brokers) {
    this(brokers, new Outbox(List.of()), ValueMapping.STANDARD);
  }

  Dispatcherd(PublishingBrokers brokers, Outbox outbox, ValueMapping mapping) {
    this.brokers = brokers;
    this.outbox = outbox;
    this.mapping = mapping;
    this.control = new Control(brokers);
  }

  /** Configured by a YAML file. */
  public static Dispatcherd fromFile(Path file) {
    return fromSettings(Settings.fromFile(file));
  }

  /** Configured by a map of the same structure as the file. */
  public static Dispatcherd fromMap(Map<String, ?> map) {
    return fromSettings(Settings.fromMap(map));
  }

  /** Configured by the file that the environment variable DISPATCHERD_CONFIG_FILE names. */
  public static Dispatcherd fromEnvironment() {
    return fromSettings(Settings.fromEnvironment());
  }

  /** Configured by settings that have been read already. */
  public static Dispatcherd fromSettings(Settings settings) {
    return new Dispatcherd(new ConfiguredBrokers(settings, Brokers::open));
  }

  /** Over a broker that the caller opened and closes. */
  public static Dispatcherd over(Broker broker) {
    return builder().broker(broker).build();
  }

  /** Builds one from settings and objects: brokers, a connection pool, interceptors. */
  public static DispatcherdBuilder builder() {
    return new DispatcherdBuilder();
  }

  /**
   * Makes {@link #fromFile} the default of this process. An earlier default stays open, because it
   * may still be in use.
   */
  public static Dispatcherd setup(Path file) {
    return ProcessDefault.set(fromFile(file));
  }

  /** Makes {@link #fromMap} the default of this process, as {@link #setup(Path)} does. */
  public static Dispatcherd setup(Map<String, ?> map) {
    return ProcessDefault.set(fromMap(map));
  }

  /** Makes {@link #fromEnvironment} the default of this process, as {@link #setup(Path)} does. */
  public static Dispatcherd setup() {
    return ProcessDefault.set(fromEnvironment());
  }

  /**
   * The default of this process, for code that can't be passed an instance: the one of the latest
   * {@code setup}, until it is closed; else {@link #fromEnvironment}, made at the first call.
   *
   * @throws io.dispatcherd.config.ConfigurationException if there is neither
   */
  public static Dispatcherd current() {
    return ProcessDefault.get();
  }

  @Override
  public ValueMapping mapping() {
    return mapping;
  }

  @Override
  public Submission submit(TaskRequest request) {
    return submitRequests(List.of(request)).get(0);
  }

  @Override
  public Submission submit(TaskRequest request, Connection connection) {
    Broker broker = brokerOf(request);
    if (!(broker instanceof TransactionalBroker transactional)) {
      throw new UnsupportedOperationException(
          "the broker "
              + broker.name()
              + " can't send with a database transaction; that takes pg_notify or pg_queue");
    }
    return outbox
        .send(
            List.of(submission(request, broker)),
            complete ->
                transactional.publish(connection, outgoing(List.of(request), complete, broker)))
        .get(0);
  }

  /**
   * Sends many submissions, all or none, in one round trip, in their order.
   *
   * @return what was sent, in the same order
   * @throws io.dispatcherd.brokers.BrokerException if they can't be sent
   */
  public List<Submission> submitAll(List<? extends TaskCall> calls) {
    return submitRequests(calls.stream().map(TaskCall::request).toList());
  }

  @Override
  public Reply submitConfirmed(TaskRequest request, Duration atMost) {
    AtomicReference<@Nullable Reply> confirmed = new AtomicReference<>();
    outbox.send(
        List.of(new Submission(request.queue().orElse(""), request.message())),
        complete ->
            confirmed.set(
                confirm(new TaskRequest(complete.get(0).message(), request.queue()), atMost)));
    return Objects.requireNonNull(confirmed.get());
  }

  private Reply confirm(TaskRequest request, Duration atMost) {
    Reply reply =
        request
            .queue()
            .map(control::on)
            .orElse(control)
            .askForSuccess("run", request.message().fields(), atMost)
            .orElseThrow(() -> nobodyAnswered(request, atMost));
    if (reply.isError()) {
      throw new UnconfirmedException(
          "service %s refused %s: %s"
              .formatted(reply.nodeId(), request.message(), reply.error().orElseThrow()),
          request.uuid(),
          reply);
    }
    return reply;
  }

  /**
   * The tasks that are kept, by the broker for tasks or the only one that keeps any. If none keeps
   * all tasks, those that are dead, by a broker such as {@code rabbitmq}.
   *
   * @throws UnsupportedOperationException if no broker keeps tasks, as {@code pg_notify}
   */
  public Jobs jobs() {
    return brokers.forJobs().jobs();
  }

  /**
   * The queues of the same broker as {@link #jobs}, and the services that work on them.
   *
   * @throws UnsupportedOperationException if no broker keeps tasks, as {@code pg_notify}
   */
  public Queues queues() {
    return brokers.forJobs().queues();
  }

  /**
   * As {@link #jobs()}, of the broker with this name.
   *
   * @throws UnsupportedOperationException if it keeps no tasks
   */
  public Jobs jobs(String broker) {
    return Keeping.of(brokers.named(broker)).jobs();
  }

  /**
   * As {@link #queues()}, of the broker with this name.
   *
   * @throws UnsupportedOperationException if it keeps no tasks
   */
  public Queues queues(String broker) {
    return Keeping.of(brokers.named(broker)).queues();
  }

  /**
   * The schedules of the same broker as {@link #jobs}.
   *
   * @throws UnsupportedOperationException if no broker keeps schedules, as {@code pg_notify}
   */
  public Schedules schedules() {
    return Keeping.scheduling(brokers).schedules();
  }

  /**
   * The workflows of the same broker as {@link #jobs}.
   *
   * @throws UnsupportedOperationException if no broker keeps workflows, as {@code pg_notify}
   */
  public Workflows workflows() {
    return Keeping.workflows(brokers).workflows();
  }

  /**
   * Begins a workflow: tasks of which some wait for others.
   *
   * @param name what it is called, for whoever looks at it
   * @throws IllegalArgumentException if the name is blank
   */
  public Workflow workflow(String name) {
    return Workflow.named(name, this, this::sendWorkflow);
  }

  private void sendWorkflow(List<TaskRequest> steps, @Nullable Connection connection) {
    Broker broker = oneBroker(steps);
    if (!(broker instanceof WorkflowBroker)) {
      throw new UnsupportedOperationException(
          "the broker %s keeps no tasks, so that none can wait for another; pg_queue keeps them"
              .formatted(broker.name()));
    }
    List<Submission> submissions =
        steps.stream().map(request -> submission(request, broker)).toList();
    outbox.send(
        submissions,
        complete -> {
          List<Outgoing> messages = outgoing(steps, complete, broker);
          if (connection == null) {
            broker.publish(messages);
          } else if (broker instanceof TransactionalBroker transactional) {
            transactional.publish(connection, messages);
          }
        });
  }

  /**
   * Has all brokers create or check what they need, such as tables; else that is done when each is
   * first used. For the start of a program that shall fail then, and not later.
   *
   * @throws io.dispatcherd.brokers.BrokerException if one can't be reached, or what is there can't
   *     be used
   */
  public void prepare() {
    brokers.all().forEach(Broker::prepare);
  }

  /** Commands to the services, over {@code publish.default_control_broker} if that is set. */
  public Control control() {
    return control;
  }

  /** Closes what it opened. Later submissions are refused. */
  @Override
  public void close() {
    ProcessDefault.forget(this);
    brokers.close();
  }

  private static UnconfirmedException nobodyAnswered(TaskRequest request, Duration atMost) {
    return new UnconfirmedException(
        "no service has confirmed %s within %s; it may or may not run"
            .formatted(request.message(), Amount.seconds(atMost)),
        request.uuid(),
        null);
  }

  private List<Submission> submitRequests(List<TaskRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    Broker broker = oneBroker(requests);
    List<Submission> submissions =
        requests.stream().map(request -> submission(request, broker)).toList();
    return outbox.send(
        submissions, complete -> broker.publish(outgoing(requests, complete, broker)));
  }

  private Broker oneBroker(List<TaskRequest> requests) {
    Set<Broker> all = new LinkedHashSet<>();
    requests.forEach(request -> all.add(brokerOf(request)));
    if (all.size() > 1) {
      throw new IllegalArgumentException(
          "these submissions go to several brokers (%s), which can't take all or none of them; submit them apart"
              .formatted(all.stream().map(Broker::name).toList()));
    }
    return all.iterator().next();
  }

  private Broker brokerOf(TaskRequest request) {
    return request.broker().map(brokers::named).orElseGet(brokers::forTasks);
  }

  private static Submission submission(TaskRequest request, Broker broker) {
    if (!broker.capabilities().contains(BrokerCapability.KEEPS_MESSAGES)) {
      Uniqueness uniqueness = Uniqueness.of(request.message().fields());
      if (!uniqueness.isNone()) {
        throw new IllegalArgumentException(
            "%s can't be submitted through %s with %s: that takes a broker that keeps tasks, as pg_queue does"
                .formatted(
                    request.message().task(),
                    broker.name(),
                    String.join(", ", uniqueness.fields().keySet())));
      }
    }
    return new Submission(
        broker.publishChannel(request.queue().orElse(null)),
        seesToDelays(broker) ? request.message() : delayed(request),
        () -> Keeping.of(broker).jobs());
  }

  private static boolean seesToDelays(Broker broker) {
    return broker.capabilities().contains(BrokerCapability.DELAYS);
  }

  /** A service that holds a task back does so from its arrival. */
  private static TaskMessage delayed(TaskRequest request) {
    return request
        .at()
        .map(at -> Duration.between(Instant.now(), at))
        .filter(delay -> delay.compareTo(Duration.ZERO) > 0)
        .map(delay -> request.message().withDelay(delay))
        .orElse(request.message());
  }

  private static List<Outgoing> outgoing(
      List<TaskRequest> requests, List<Submission> submissions, Broker broker) {
    List<Outgoing> outgoing = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      TaskRequest request = requests.get(i);
      Submission submission = submissions.get(i);
      outgoing.add(
          new Outgoing(
              submission.queue(),
              submission.message().toJson(),
              seesToDelays(broker) ? request.at() : Optional.empty(),
              request.isIdentified()));
    }
    return outgoing;
  }
}
