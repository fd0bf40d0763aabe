package io.dispatcherd.service.loop;

import io.dispatcherd.service.control.ServiceReader;
import io.dispatcherd.service.control.ServiceView;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Turns questions of other threads into events. */
public record LoopReader(EventLoop loop) implements ServiceReader {
  /** A question on its way to the loop, and where its answer is awaited. */
  public record Question<T>(Function<ServiceView, T> function, CompletableFuture<T> answer) {
    /** Answers it, unless nobody waits any more. On the loop's thread only. */
    public void ask(ServiceView view) {
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
  public <T> CompletableFuture<T> read(Function<ServiceView, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.post(new Event.Read(new Question<>(question, answer)));
    return answer;
  }
}
