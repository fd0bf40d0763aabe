package io.dispatcherd.pool.worker;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a worker was asked and hasn't answered yet, if anything. Owned by the pool. */
final class OwedAnswer<T> {
  private @Nullable CompletableFuture<T> owed;

  /** The answer; asks only if none is owed. */
  CompletableFuture<T> ask(Runnable question) {
    CompletableFuture<T> asked = owed;
    if (asked == null) {
      asked = new CompletableFuture<>();
      owed = asked;
      question.run();
    }
    return asked;
  }

  void answered(T answer) {
    if (owed != null) {
      owed.complete(answer);
      owed = null;
    }
  }

  /** There will be no answer. */
  void gone() {
    if (owed != null) {
      owed.cancel(false);
      owed = null;
    }
  }
}
