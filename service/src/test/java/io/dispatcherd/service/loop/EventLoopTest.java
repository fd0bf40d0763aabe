package io.dispatcherd.service.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.messages.Acknowledgeable;
import io.dispatcherd.messages.Acknowledgement;
import io.dispatcherd.messages.ControlMessage;
import io.dispatcherd.messages.MessageFormatException;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.messages.TaskMessage;
import io.dispatcherd.producers.Arrival;
import io.dispatcherd.producers.Arrivals;
import io.dispatcherd.service.control.ReplyTo;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private static final int PATIENCE_SECONDS = 30;

  private final LimitHits hits = new LimitHits();
  private final EventLoop loop = new EventLoop(InstantSource.system(), 2, hits);

  /** Is done at the first {@link Event.Stop}; what it does otherwise is the test's affair. */
  private static class Owner implements EventLoop.Owner {
    private volatile boolean done;

    @Override
    public void handle(Event event, Instant now) {
      done |= event instanceof Event.Stop;
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

  /** Counts what becomes of questions. */
  private static final class Asker implements ReplyTo {
    private final CountDownLatch abandoned = new CountDownLatch(1);

    @Override
    public void send(Map<String, @Nullable Object> reply) {
      throw new AssertionError("nobody replies here");
    }

    @Override
    public void abandon() {
      abandoned.countDown();
    }
  }

  @Test
  void theOwnerSettlesBeforeTheFirstEvent() throws Exception {
    CountDownLatch settled = new CountDownLatch(1);
    loop.start(
        new Owner() {
          @Override
          public void afterEvents(Instant now) {
            settled.countDown();
          }
        });
    assertTrue(settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    stop();
  }

  @Test
  void eventsFromOutsideHaveToWaitForRoomAndNoneIsLost() throws Exception {
    Event.Malformed outside = malformed();
    CountDownLatch posted = new CountDownLatch(1);
    Thread producer =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int i = 0; i < 5; i++) {
                    loop.post(outside);
                  }
                  posted.countDown();
                });
    Awaitility.await().until(() -> hits.count(Limit.UNDECIDED_MESSAGES) == 1);
    loop.post(new Event.StopAhead());
    assertEquals(1, posted.getCount(), "there is room for two only");
    AtomicInteger handled = new AtomicInteger();

    loop.start(
        new Owner() {
          @Override
          public void handle(Event event, Instant now) {
            handled.addAndGet(event.isFromOutside() ? 1 : 0);
            super.handle(event, now);
          }
        });

    assertTrue(posted.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    producer.join();
    stop();
    assertEquals(5, handled.get());
  }

  @Test
  void whatIsHandedOverToAnIdleLoopIsHandledOnTheCallersThread() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    loop.start(
        new Owner() {
          @Override
          public void handle(Event event, Instant now) {
            threads.add(Thread.currentThread());
            super.handle(event, now);
          }
        });
    // Until it has settled, and is idle.
    Awaitility.await()
        .pollInSameThread()
        .until(
            () -> {
              loop.handleInline(new Event.StopAhead());
              return threads.contains(Thread.currentThread());
            });
    stop();
  }

  @Test
  void whatManyHandOverIsHandledInOrderAndOneAtATime() throws Exception {
    int each = 20_000;
    AtomicInteger inside = new AtomicInteger();
    List<Event> handled = new ArrayList<>(); // Not thread-safe, on purpose.
    loop.start(
        new Owner() {
          @Override
          public void handle(Event event, Instant now) {
            assertEquals(1, inside.incrementAndGet());
            handled.add(event);
            super.handle(event, now);
            inside.decrementAndGet();
          }
        });
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      int producer = p;
      producers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      Event event = new Event.WorkerSpawned(producer, i);
                      if (i % 7 == 0) {
                        loop.post(event);
                      } else {
                        loop.handleInline(event);
                      }
                    }
                  }));
    }
    for (Thread producer : producers) {
      producer.join();
    }
    stop();

    assertEquals(0, loop.errorCount());
    for (int p = 0; p < 2; p++) {
      int producer = p;
      assertEquals(
          LongStream.range(0, each).boxed().toList(),
          handled.stream()
              .filter(Event.WorkerSpawned.class::isInstance)
              .map(Event.WorkerSpawned.class::cast)
              .filter(event -> event.workerId() == producer)
              .map(Event.WorkerSpawned::pid)
              .toList());
    }
  }

  @Test
  void aNearerDeadlineThatAnEventHandedOverBringsIsKept() throws Exception {
    CountDownLatch ticked = new CountDownLatch(1);
    CountDownLatch settled = new CountDownLatch(1);
    Instant farAway = Instant.now().plusSeconds(1_000);
    loop.start(
        new Owner() {
          private Instant deadline = farAway;

          @Override
          public void handle(Event event, Instant now) {
            deadline = now.plusMillis(20);
            super.handle(event, now);
          }

          @Override
          public void afterEvents(Instant now) {
            settled.countDown();
          }

          @Override
          public Instant nextDeadline() {
            return deadline;
          }

          @Override
          public void tick(Instant now) {
            deadline = farAway;
            ticked.countDown();
          }
        });
    assertTrue(settled.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    loop.handleInline(new Event.StopAhead());
    assertTrue(ticked.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    stop();
  }

  @Test
  void aDeadlineAtTheEndOfTimeIsAWaitLikeAnyOther() {
    loop.start(new Owner());
    stop();
    assertEquals(0, loop.errorCount());
  }

  @Test
  void anErrorWhileAnEventIsHandledIsCountedAndTheLoopGoesOn() {
    loop.start(
        new Owner() {
          @Override
          public void handle(Event event, Instant now) {
            super.handle(event, now);
            throw new StackOverflowError("on purpose");
          }
        });
    loop.post(new Event.StopAhead());
    stop();
    assertEquals(2, loop.errorCount());
  }

  @Test
  void whatFailsByTheClockDoesNotMakeTheLoopSpin() throws Exception {
    AtomicInteger ticks = new AtomicInteger();
    CountDownLatch twice = new CountDownLatch(2);
    loop.start(
        new Owner() {
          @Override
          public Instant nextDeadline() {
            return Instant.MIN;
          }

          @Override
          public void tick(Instant now) {
            ticks.incrementAndGet();
            twice.countDown();
            throw new IllegalStateException("on purpose");
          }
        });
    assertTrue(twice.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    stop();
    assertTrue(ticks.get() <= PATIENCE_SECONDS, () -> ticks + " ticks");
  }

  @Test
  void aQuestionThatComesTooLateIsAbandoned() throws Exception {
    loop.start(new Owner());
    stop();
    Asker asker = new Asker();
    loop.post(new Event.Asked(ControlMessage.of("alive", Map.of(), null), asker));
    assertTrue(asker.abandoned.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private static Event.Malformed malformed() {
    return new Event.Malformed(
        new MessageFormatException("none"),
        new Acknowledgement.Rejected(Acknowledgement.Reason.MALFORMED, "none"),
        Arrivals.silent());
  }

  private void stop() {
    loop.post(new Event.Stop(false));
    loop.awaitDone();
  }

  @Test
  void aTaskThatComesTooLateIsNamedAndItsBrokerIsTold() throws Exception {
    CompletableFuture<Outcome> told = new CompletableFuture<>();
    Arrival arrival =
        Arrivals.of(
            acknowledgement -> {
              told.complete(acknowledgement.outcome());
              return Acknowledgeable.ACKNOWLEDGED;
            });
    loop.start(new Owner());
    loop.post(new Event.Stop(false));
    loop.awaitDone();
    try (CapturedLog log = new CapturedLog()) {
      TaskMessage task = TaskMessage.of(Map.of("task", "demo.task", "uuid", "u-late"));
      loop.post(new Event.Received(task, arrival));
      assertEquals(Outcome.RELEASED, told.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      List<String> lines = log.lines(Level.WARN);
      assertEquals(List.of("Lost at shutdown, arrived too late: demo.task (uuid u-late)"), lines);
    }
  }
}
