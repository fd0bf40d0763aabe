package io.dispatcherd.queue.node;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.brokers.Completion;
import io.dispatcherd.brokers.Outgoing;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.queue.store.Completions;
import io.dispatcherd.queue.store.NewJob;
import io.dispatcherd.queue.store.Steps;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What running jobs want of the database: to say how far they are, to submit further work, to keep
 * steps, to store their own end. A thread of its own, which begins with the first of these, asks
 * for it one after the other. Thread-safe.
 */
final class Errands implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Errands.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private record Progress(double part, String text) {}

  private final Completions store;
  private final Steps steps;
  private final StoreConnection connection;
  private final LongSupplier service;
  private final Followers followers;
  private final int resultBytes;
  private final Runnable onSubmitted;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "pg_queue-errands");
            made.setDaemon(true);
            return made;
          });

  /** The latest that was said of each run and isn't stored. */
  private final Map<QueueDelivery, Progress> said = new ConcurrentHashMap<>();

  /**
   * @param service the identity in use
   * @param followers makes jobs of what is to follow
   * @param resultBytes a longer result isn't kept
   * @param onSubmitted told that there are new jobs
   */
  Errands(
      Completions store,
      Steps steps,
      StoreConnection connection,
      LongSupplier service,
      Followers followers,
      int resultBytes,
      Runnable onSubmitted) {
    this.store = store;
    this.steps = steps;
    this.connection = connection;
    this.service = service;
    this.followers = followers;
    this.resultBytes = resultBytes;
    this.onSubmitted = onSubmitted;
  }

  void progress(QueueDelivery of, double part, String text) {
    if (said.put(of, new Progress(part, text)) == null) {
      try {
        thread.execute(() -> report(of));
      } catch (RejectedExecutionException e) {
        said.remove(of);
      }
    }
  }

  private void report(QueueDelivery of) {
    Progress latest = said.remove(of);
    if (latest == null) {
      return;
    }
    try {
      connection.call(
          LIMIT,
          on -> store.report(on, service.getAsLong(), of.job(), latest.part(), latest.text()));
    } catch (SQLException | RuntimeException e) {
      log.debug("The progress of {} is not stored", of, e);
    }
  }

  CompletionStage<StepRequest.Answer> step(QueueDelivery of, StepRequest what) {
    if (what.kind() == StepRequest.Kind.STATEMENT) {
      return CompletableFuture.completedStage(
          StepRequest.Answer.done(steps.statement(service.getAsLong(), of.job(), resultBytes)));
    }
    CompletableFuture<StepRequest.Answer> answer = new CompletableFuture<>();
    try {
      thread.execute(() -> step(of, what, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          new BrokerException("pg_queue: the service is stopping and keeps no more steps"));
    }
    return answer;
  }

  private void step(
      QueueDelivery of, StepRequest what, CompletableFuture<StepRequest.Answer> answer) {
    try {
      answer.complete(
          connection.call(
              LIMIT, on -> steps.answer(on, service.getAsLong(), of.job(), resultBytes, what)));
    } catch (SQLException e) {
      answer.completeExceptionally(
          new BrokerException("pg_queue: %s: %s".formatted(what, e.getMessage()), e));
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  CompletionStage<Void> submit(QueueDelivery parent, Outgoing followUp) {
    CompletableFuture<Void> stored = new CompletableFuture<>();
    try {
      NewJob job = followers.job(followUp);
      thread.execute(() -> submit(parent, job, stored));
    } catch (RejectedExecutionException e) {
      stored.completeExceptionally(
          new BrokerException("pg_queue: the service is stopping and submits nothing more"));
    } catch (RuntimeException e) {
      stored.completeExceptionally(e);
    }
    return stored;
  }

  private void submit(QueueDelivery parent, NewJob job, CompletableFuture<Void> stored) {
    try {
      connection.call(
          LIMIT,
          on -> {
            store.submit(on, job, parent.job());
            return true;
          });
      stored.complete(null);
      onSubmitted.run();
    } catch (SQLException e) {
      stored.completeExceptionally(
          new BrokerException("pg_queue: 1 task could not be stored: " + e.getMessage(), e));
    } catch (RuntimeException e) {
      stored.completeExceptionally(e);
    }
  }

  Completion completion(QueueDelivery of) {
    List<NewJob> followers = this.followers.of(of.payload(), of.channel(), true);
    String json =
        followers.isEmpty() ? "[]" : Json.write(followers.stream().map(Errands::fields).toList());
    return new Completion(store.statement(service.getAsLong(), of.job(), resultBytes, json));
  }

  private static Map<String, @Nullable Object> fields(NewJob job) {
    Duration delay = job.delay();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("message", job.message());
    fields.put("task", job.task());
    fields.put("queue", job.queue());
    fields.put("priority", job.priority());
    fields.put("attempts", job.maxAttempts());
    fields.put("delay", delay == null ? null : delay.toNanos() / 1e9);
    fields.put("rule", job.rule());
    fields.put("claim", job.claim());
    fields.put("key", job.key());
    return fields;
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
