package io.dispatcherd.child;

import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FromWorker;
import io.dispatcherd.frames.FromWorker.Ask;
import io.dispatcherd.frames.FromWorker.AskStep;
import io.dispatcherd.frames.FromWorker.Submit;
import io.dispatcherd.frames.KeptSubmission;
import io.dispatcherd.messages.StepRequest;
import io.dispatcherd.messages.ValueMapping;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Requests of tasks to their service. Each has a number, and its answer wakes the thread that waits
 * for that number. Thread-safe.
 */
final class ServiceRequests {
  /** For waits that only an answer, an interrupt or the loss of the service ends. */
  static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final FrameChannel channel;
  private final ValueMapping mapping;
  private final AtomicLong lastNumber = new AtomicLong();
  private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
  private volatile boolean lost;

  ServiceRequests(FrameChannel channel) {
    this(channel, ValueMapping.STANDARD);
  }

  /**
   * @param mapping how arguments of what tasks submit are written
   */
  ServiceRequests(FrameChannel channel, ValueMapping mapping) {
    this.channel = channel;
    this.mapping = mapping;
  }

  /** How arguments of what tasks submit are written. */
  ValueMapping mapping() {
    return mapping;
  }

  /** Asks a control command, and waits for the reply as JSON text. */
  String control(String command, String data) throws IOException, InterruptedException {
    try {
      return ask(number -> new Ask(number, command, data), FOREVER);
    } catch (TimeoutException e) {
      throw new AssertionError("for ever is over", e);
    }
  }

  /** Submits a task message, and waits for the reply as JSON text. */
  String submit(String message, Optional<KeptSubmission> kept, Duration atMost)
      throws IOException, InterruptedException, TimeoutException {
    return ask(number -> new Submit(number, message, kept), atMost);
  }

  /** Asks the broker that keeps this run's task, and waits for the answer as JSON text. */
  String step(long run, StepRequest what) throws IOException, InterruptedException {
    try {
      return ask(number -> new AskStep(number, run, what), FOREVER);
    } catch (TimeoutException e) {
      throw new AssertionError("for ever is over", e);
    }
  }

  /** Reports of how far this run is. */
  ProgressReports progressOf(long run) {
    return new ProgressReports(channel, run);
  }

  /** Delivers an answer. Its thread may have stopped waiting. */
  void answer(long number, String reply) {
    CompletableFuture<String> answer = waiting.remove(number);
    if (answer != null) {
      answer.complete(reply);
    }
  }

  /** Ends all waits, now and in future: the service is gone. */
  void lost() {
    lost = true;
    waiting.values().forEach(ServiceRequests::fail);
  }

  private String ask(LongFunction<FromWorker> request, Duration atMost)
      throws IOException, InterruptedException, TimeoutException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException("interrupted before the request was sent");
    }
    long number = lastNumber.incrementAndGet();
    CompletableFuture<String> answer = new CompletableFuture<>();
    waiting.put(number, answer);
    try {
      if (lost) {
        fail(answer);
      }
      channel.send(request.apply(number));
      return answer.get(TimeUnit.NANOSECONDS.convert(atMost), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      if (answer.state() != Future.State.SUCCESS) {
        throw e;
      }
      // The answer came first, and it tells what has already happened.
      Thread.currentThread().interrupt();
      return answer.resultNow();
    } catch (ExecutionException e) {
      throw new IOException("the service went away before it answered", e);
    } finally {
      waiting.remove(number);
    }
  }

  private static void fail(CompletableFuture<String> answer) {
    answer.completeExceptionally(new IOException("the service is gone"));
  }
}
