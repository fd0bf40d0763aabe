package io.dispatcherd.rabbitmq.connection;

import io.dispatcherd.brokers.BrokerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Messages that are sent together, until all of them are confirmed or one is refused. */
final class Batch {
  private final AtomicInteger open;
  private final AtomicReference<@Nullable BrokerException> refused = new AtomicReference<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Batch(int size) {
    open = new AtomicInteger(size);
  }

  CompletableFuture<Void> done() {
    return done;
  }

  /** The server has stored one of them. */
  void confirmed() {
    if (open.decrementAndGet() == 0) {
      BrokerException problem = refused.get();
      if (problem == null) {
        done.complete(null);
      } else {
        done.completeExceptionally(problem);
      }
    }
  }

  /** The server has not stored one of them; what becomes of the others is waited for. */
  void refused(BrokerException problem) {
    refused.compareAndSet(null, problem);
    confirmed();
  }

  /** It isn't known what becomes of the rest. */
  void fail(BrokerException problem) {
    done.completeExceptionally(problem);
  }
}
