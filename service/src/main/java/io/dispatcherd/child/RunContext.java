package io.dispatcherd.child;

import io.dispatcherd.frames.FrameTooLongException;
import io.dispatcherd.frames.KeptSubmission;
import io.dispatcherd.messages.Amount;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.messages.ValueMapping;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import io.dispatcherd.tasks.TaskContext;
import io.dispatcherd.tasks.TaskRequest;
import io.dispatcherd.tasks.UnconfirmedException;
import io.dispatcherd.tasks.declared.LambdaCapture;
import io.dispatcherd.tasks.steps.Step;
import io.dispatcherd.tasks.steps.VoidStep;
import java.io.IOException;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What one run of a task is given. */
final class RunContext implements TaskContext {
  /** Longer than anybody waits. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final int workerId;
  private final TaskMessage message;
  private final String uuid;
  private final RunCancellation.CancellableSection section;
  private final ServiceRequests requests;
  private final Optional<KeptTask> kept;
  private final Runnable exitAfterTask;

  RunContext(
      int workerId,
      TaskMessage message,
      String uuid,
      RunCancellation.CancellableSection section,
      ServiceRequests requests,
      Optional<KeptTask> kept,
      Runnable exitAfterTask) {
    this.kept = kept;
    this.workerId = workerId;
    this.message = message;
    this.uuid = uuid;
    this.section = section;
    this.requests = requests;
    this.exitAfterTask = exitAfterTask;
  }

  @Override
  public ValueMapping mapping() {
    return requests.mapping();
  }

  @Override
  public String uuid() {
    return uuid;
  }

  @Override
  public int workerId() {
    return workerId;
  }

  @Override
  public TaskMessage message() {
    return message;
  }

  @Override
  public boolean isKept() {
    return kept.isPresent();
  }

  @Override
  public int attempt() {
    return kept.map(KeptTask::attempt).orElse(1);
  }

  @Override
  public void progress(double part, String text) {
    TaskContext.super.progress(part, text);
    kept.ifPresent(task -> task.progress(part, text));
  }

  @Override
  public void snooze(Duration pause) {
    if (kept.isEmpty()) {
      TaskContext.super.snooze(pause);
    } else {
      throw kept.get().snooze(pause);
    }
  }

  @Override
  public <T extends @Nullable Object, E extends Exception> T step(String name, Step<T, E> part)
      throws E {
    return kept.isEmpty()
        ? TaskContext.super.step(name, part)
        : kept.get().steps().step(name, typeOf(part), part);
  }

  @Override
  public <E extends Exception> void step(String name, VoidStep<E> part) throws E {
    if (kept.isEmpty()) {
      TaskContext.super.step(name, part);
    } else {
      kept.get().steps().step(name, Object.class, nothing(part));
    }
  }

  @Override
  public <T extends @Nullable Object, E extends Exception> T step(
      String name, Class<T> type, Step<T, E> part) throws E {
    return kept.isEmpty()
        ? TaskContext.super.step(name, type, part)
        : kept.get().steps().step(name, type, part);
  }

  @Override
  public <T extends @Nullable Object, E extends Exception> T step(
      String name, Connection connection, Step<T, E> part) throws E {
    return kept.isEmpty()
        ? TaskContext.super.step(name, connection, part)
        : kept.get().steps().step(name, typeOf(part), connection, part);
  }

  @Override
  public <E extends Exception> void step(String name, Connection connection, VoidStep<E> part)
      throws E {
    if (kept.isEmpty()) {
      TaskContext.super.step(name, connection, part);
    } else {
      kept.get().steps().step(name, Object.class, connection, nothing(part));
    }
  }

  /** What is kept of it says only that it was done. */
  private static <E extends Exception> Step<Object, E> nothing(VoidStep<E> part) {
    return () -> {
      part.run();
      return true;
    };
  }

  @SuppressWarnings("unchecked") // it is the type that the compiler has found for T
  private static <T extends @Nullable Object> Class<T> typeOf(Step<T, ?> part) {
    return (Class<T>)
        LambdaCapture.returnType(part)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        part.getClass().getName()
                            + " is no lambda, so the type of its result can't be told; give the"
                            + " type before the step"));
  }

  @Override
  public <T extends @Nullable Object> T await(String signal, Class<T> type) {
    return await(signal, type, FOR_EVER);
  }

  @Override
  public <T extends @Nullable Object> T await(String signal, Class<T> type, Duration atMost) {
    return kept.isEmpty()
        ? TaskContext.super.await(signal, type, atMost)
        : kept.get().steps().await(signal, type, atMost, kept.get()::snooze);
  }

  @Override
  public void await(String signal) {
    var unused = await(signal, Object.class);
  }

  @Override
  public void complete(Connection connection, @Nullable Object result) {
    if (kept.isEmpty()) {
      TaskContext.super.complete(connection, result);
    } else {
      kept.get().complete(connection, result);
    }
  }

  @Override
  public boolean isCancelled() {
    return section.isCancelled();
  }

  @Override
  public void exitAfterTask() {
    exitAfterTask.run();
  }

  @Override
  public Reply control(String command, Map<String, ?> data) {
    // Here, where it is the caller's error; the service has only its log to say it in.
    String json = Json.write(ControlMessage.of(command, plain(data), null).data());
    try {
      return Reply.fromJson(requests.control(command, json));
    } catch (InterruptedException e) {
      throw interrupted("the control command " + command, e);
    } catch (IOException e) {
      throw failed("the control command " + command, e);
    }
  }

  @Override
  public Submission submit(TaskRequest request) {
    submitConfirmed(request, ServiceRequests.FOREVER);
    return new Submission(request.queue().orElse(""), request.message());
  }

  @Override
  public Submission submit(TaskRequest request, Connection connection) {
    throw new UnsupportedOperationException(
        "a task context submits to its own service, which no database transaction can hold back;"
            + " to submit within a transaction use a Dispatcherd");
  }

  @Override
  public Reply submitConfirmed(TaskRequest request, Duration atMost) {
    try {
      Optional<KeptSubmission> options = kept.map(task -> task.submission(request));
      TaskMessage sent = kept.isPresent() ? request.message() : delayed(request);
      Reply reply = Reply.fromJson(requests.submit(sent.toJson(), options, atMost));
      if (reply.isError()) {
        throw new UnconfirmedException(
            "the service refused %s: %s".formatted(request.message(), reply.error().orElse("")),
            request.uuid(),
            reply);
      }
      return reply;
    } catch (TimeoutException e) {
      throw new UnconfirmedException(
          "the service didn't answer within %s to %s"
              .formatted(Amount.seconds(atMost), request.message()),
          request.uuid(),
          null);
    } catch (InterruptedException e) {
      throw interrupted("submitting " + request.message(), e);
    } catch (IOException e) {
      throw failed("submitting " + request.message(), e);
    }
  }

  /** The service holds it back from its arrival. */
  private static TaskMessage delayed(TaskRequest request) {
    return request
        .at()
        .map(time -> Duration.between(Instant.now(), time))
        .filter(delay -> !delay.isNegative() && !delay.isZero())
        .map(delay -> request.message().withDelay(delay))
        .orElse(request.message());
  }

  @SuppressWarnings("unchecked") // the keys of a JSON object are strings
  private static Map<String, ?> plain(Map<String, ?> data) {
    return (Map<String, ?>) Objects.requireNonNull(Json.valueOf(data, "control_data"));
  }

  private static CancellationException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    CancellationException cancelled =
        new CancellationException("interrupted while waiting for " + what);
    cancelled.initCause(e);
    return cancelled;
  }

  private static RuntimeException failed(String what, IOException e) {
    if (e instanceof FrameTooLongException) {
      return new IllegalArgumentException("%s: %s".formatted(what, e.getMessage()), e);
    }
    return new IllegalStateException("%s: %s".formatted(what, e.getMessage()), e);
  }
}
