package io.dispatcherd.metrics;

import io.dispatcherd.messages.Amount;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StateQueries;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Asks the event loop, and waits a limited time for its answer. Thread-safe.
 *
 * @param service answers
 * @param patience how long that may take
 */
record TimedQueries(StateQueries service, Duration patience) {
  /**
   * The answer to a question, which must be quick.
   *
   * @throws NoAnswerException if it doesn't come in time
   */
  <T> T ask(Function<ServiceState, T> question) {
    CompletableFuture<T> answer = service.read(question);
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NoAnswerException(
          "the service did not tell its numbers within " + Amount.seconds(patience));
    } catch (CancellationException e) {
      throw new NoAnswerException("the service has stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswerException("the service is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException("The service could not tell its numbers", e.getCause());
    } finally {
      answer.cancel(false);
    }
  }
}
