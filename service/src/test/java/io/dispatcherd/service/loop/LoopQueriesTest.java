package io.dispatcherd.service.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StateQueries;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LoopQueriesTest {
  private final ServiceState view =
      (ServiceState)
          Proxy.newProxyInstance(
              ServiceState.class.getClassLoader(),
              new Class<?>[] {ServiceState.class},
              (proxy, method, arguments) -> {
                throw new AssertionError(method);
              });
  private final LimitHits hits = new LimitHits();
  private final EventLoop loop = new EventLoop(Instant::now, 2, hits);
  private final StateQueries reader = new LoopQueries(loop);

  @Test
  void theQuestionIsAskedOnTheLoopsThread() throws Exception {
    CompletableFuture<String> answer = reader.read(view -> Thread.currentThread().getName());

    loop.start(new OneQuestion());

    assertEquals("event-loop", answer.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aQuestionThatFailsFailsItsAskerAndNotTheLoop() {
    CompletableFuture<String> answer =
        reader.read(
            view -> {
              throw new IllegalArgumentException("on purpose");
            });

    loop.start(new OneQuestion());

    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
    assertTrue(failure.getCause() instanceof IllegalArgumentException, failure.toString());
    loop.awaitDone();
    assertEquals(0, loop.errorCount());
  }

  @Test
  void aQuestionThatNobodyWaitsForIsNotAsked() {
    AtomicBoolean asked = new AtomicBoolean();
    CompletableFuture<Boolean> answer = reader.read(view -> asked.getAndSet(true));
    answer.cancel(false);

    loop.start(new OneQuestion());
    loop.awaitDone();

    assertFalse(asked.get());
  }

  @Test
  void aQuestionToAServiceThatHasStoppedIsCancelled() throws Exception {
    CompletableFuture<String> last = reader.read(view -> "last");
    loop.start(new OneQuestion());
    loop.awaitDone();

    assertEquals("last", last.get(10, TimeUnit.SECONDS));
    assertTrue(reader.read(view -> "too late").isCancelled());
  }

  /** Answers one question and is done. */
  private final class OneQuestion implements EventLoop.Owner {
    private boolean done;

    @Override
    public void handle(Event event, Instant now) {
      if (event instanceof Event.Read read) {
        done = true;
        read.question().ask(view);
      }
    }

    @Override
    public void tick(Instant now) {}

    @Override
    public void afterEvents(Instant now) {}

    @Override
    public Instant nextDeadline() {
      return Instant.MAX;
    }

    @Override
    public boolean isDone() {
      return done;
    }
  }
}
