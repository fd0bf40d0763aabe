package io.dispatcherd.service;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Turns questions of other threads into events. */
record LoopReader(EventLoop loop) implements ServiceReader {
  /** A question on its way to the loop, and where its answer is awaited. */
  record Question<T>(Function<ServiceView, T> function, CompletableFuture<T> answer) {
    /** Answers it, unless nobody waits any more. On the loop's thread only. */
    void ask(ServiceView view) {
      if (answer.isDone()) {
        return;
      }
      try {
        answer.complete(function.apply(view));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    /** The service has stopped. */
    void abandon() {
      answer.cancel(false);
    }
  }

  @Override
  public <T> CompletableFuture<T> read(Function<ServiceView, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(new Event.Read(new Question<>(question, answer)));
    return answer;
  }
}
