package io.dispatcherd.service.loop;

import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StateQueries;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Turns questions of other threads into events. */
public record LoopQueries(EventLoop loop) implements StateQueries {
  /** A question on its way to the loop, and where its answer is awaited. */
  public record StateQuery<T>(Function<ServiceState, T> function, CompletableFuture<T> answer) {
    /** Answers it, unless nobody waits any more. On the loop's thread only. */
    public void ask(ServiceState view) {
      if (answer.isDone()) {
        return;
      }
      try {
        answer.complete(function.apply(view));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    /** A bug came in between. */
    void failed(Throwable bug) {
      answer.completeExceptionally(bug);
    }

    /** The service has stopped. */
    void abandon() {
      answer.cancel(false);
    }
  }

  @Override
  public <T> CompletableFuture<T> read(Function<ServiceState, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(new Event.Read(new StateQuery<>(question, answer)));
    return answer;
  }
}
