package io.dispatcherd.workflows;

import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.tasks.TaskCall;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskRequest;
import io.dispatcherd.tasks.TaskSubmitter;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A workflow in the making: steps, of which some wait for others. Nothing is sent before {@link
 * WorkflowStep#submit()}, and then all steps or none.
 *
 * <p>For one thread.
 */
public final class Workflow implements StepTasks<WorkflowStep> {
  /** The field of a message that says which step of which workflow it is. */
  public static final String FIELD = "workflow";

  private final TaskSubmitter submitter;
  private final Sender sender;
  private final String uuid;
  private final String name;

  /** The step that adds others, and the uuid of its task; empty if the workflow is a new one. */
  private final Optional<Adder> adder;

  private final Map<String, StepPlan> steps = new LinkedHashMap<>();

  record Adder(String step, String uuid) {}

  /** Sends the steps of a workflow, all or none. */
  @FunctionalInterface
  public interface Sender {
    /**
     * Sends them.
     *
     * @param connection with the transaction that is open on it; null for one of its own
     */
    void send(List<TaskRequest> steps, @Nullable Connection connection);
  }

  private Workflow(
      TaskSubmitter submitter, Sender sender, String uuid, String name, Optional<Adder> adder) {
    this.submitter = submitter;
    this.sender = sender;
    this.uuid = uuid;
    this.name = name;
    this.adder = adder;
  }

  /**
   * A new workflow. Applications call {@code Dispatcherd.workflow(name)}.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public static Workflow named(String name, TaskSubmitter submitter, Sender sender) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of the workflow is blank");
    }
    return new Workflow(submitter, sender, UUID.randomUUID().toString(), name, Optional.empty());
  }

  /**
   * The workflow that a running task is part of, to add steps to. They may wait for that task's
   * step and for each other, and {@link WorkflowStep#before} makes a step that waits already wait
   * for them. They are sent one after the other. A step that is there already, because an earlier
   * attempt of the task has added it, stays as it is.
   *
   * @throws IllegalStateException if the task isn't part of a workflow
   */
  public static Workflow of(TaskContext context) {
    if (!(context.message().fields().get(FIELD) instanceof Map<?, ?> part)
        || !(part.get("uuid") instanceof String uuid)
        || !(part.get("name") instanceof String name)
        || !(part.get("step") instanceof String step)) {
      throw new IllegalStateException(
          "the task %s is not part of a workflow, so that nothing can be added to one"
              .formatted(context.uuid()));
    }
    return new Workflow(
        context,
        (requests, connection) -> {
          if (connection != null) {
            throw new UnsupportedOperationException(
                "steps that a task adds go through its service, not through a connection");
          }
          requests.forEach(context::submit);
        },
        uuid,
        name,
        Optional.of(new Adder(step, context.uuid())));
  }

  @Override
  public WorkflowStep task(String step, TaskCall call) {
    if (step.isBlank()) {
      throw new IllegalArgumentException(
          "the name of a step of the workflow " + name + " is blank");
    }
    StepPlan plan = new StepPlan(step, call);
    if (steps.putIfAbsent(step, plan) != null) {
      throw new IllegalArgumentException(
          "the workflow %s has two steps named %s: give each a name of its own"
              .formatted(name, step));
    }
    return new WorkflowStep(this, plan);
  }

  @Override
  public TaskSubmitter submitter() {
    return submitter;
  }

  List<String> others(StepPlan than) {
    return steps.keySet().stream().filter(step -> !step.equals(than.name())).toList();
  }

  WorkflowSubmission submit(@Nullable Connection connection) {
    List<StepPlan> ordered =
        new StepOrder(name, steps, adder.map(Adder::step)).withWhatTheyWaitForFirst();
    Map<String, String> uuids = new LinkedHashMap<>();
    List<TaskRequest> requests =
        ordered.stream()
            .map(
                step -> {
                  TaskRequest request = request(step);
                  uuids.put(step.name(), request.uuid());
                  return request;
                })
            .toList();
    sender.send(requests, connection);
    return new WorkflowSubmission(uuid, name, uuids);
  }

  private TaskRequest request(StepPlan step) {
    TaskRequest request = step.call().request();
    if (request.isIdentified()) {
      throw new IllegalArgumentException(
          "step %s of the workflow %s has a uuid of the caller's: leave it out, a step has one of its own"
              .formatted(step.name(), name));
    }
    Map<String, @Nullable Object> part = new LinkedHashMap<>();
    part.put("uuid", uuid);
    part.put("name", name);
    part.put("step", step.name());
    adder.ifPresent(by -> part.put("by", by.uuid()));
    step.putInto(part);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(request.message().fields());
    fields.put(FIELD, part);
    return new TaskRequest(
        TaskMessage.of(fields), request.queue(), request.broker(), request.at(), false);
  }
}
