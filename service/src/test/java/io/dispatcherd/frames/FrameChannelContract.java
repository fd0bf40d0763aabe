package io.dispatcherd.frames;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.TaskMessage;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every kind of line has to do. */
@Timeout(60)
abstract class FrameChannelContract {
  private static final int SENDERS = 8;
  private static final int FRAMES_EACH = 500;

  /** The two ends of a line. */
  record Line(FrameChannel service, FrameChannel worker) {}

  private Line line;

  /** A fresh line. */
  abstract Line open() throws IOException;

  @BeforeEach
  void openLine() throws IOException {
    line = open();
  }

  @AfterEach
  void closeLine() {
    line.service().close();
    line.worker().close();
  }

  @Test
  void framesArriveInTheirOrderBothWays() throws Exception {
    line.service().send(new ToWorker.Run(1, TaskMessage.named("some.task")));
    line.service().send(new ToWorker.Cancel(1, true));
    line.worker().send(new FromWorker.Starting());

    assertEquals(new ToWorker.Run(1, TaskMessage.named("some.task")), line.worker().receive());
    assertEquals(new ToWorker.Cancel(1, true), line.worker().receive());
    assertEquals(new FromWorker.Starting(), line.service().receive());
  }

  @Test
  void framesOfManySendersArriveWholeAndEachSendersInOrder() throws Exception {
    CountDownLatch done = new CountDownLatch(SENDERS);
    for (int sender = 0; sender < SENDERS; sender++) {
      long id = sender;
      Thread.startVirtualThread(
          () -> {
            for (int i = 0; i < FRAMES_EACH; i++) {
              sendFromWorker(new FromWorker.Submit(id, "x".repeat(i * 10)));
            }
            done.countDown();
          });
    }
    int[] next = new int[SENDERS];
    for (int i = 0; i < SENDERS * FRAMES_EACH; i++) {
      if (line.service().receive() instanceof FromWorker.Submit submit) {
        assertEquals(10 * next[(int) submit.request()]++, submit.message().length());
      }
    }
    assertTrue(done.await(30, TimeUnit.SECONDS));
  }

  @Test
  void interruptingASenderDoesTheLineNoHarm() throws Exception {
    CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              Thread.currentThread().interrupt();
              sendFromWorker(new FromWorker.Ready());
              stillInterrupted.complete(Thread.currentThread().isInterrupted());
            });
    assertEquals(new FromWorker.Ready(), line.service().receive());
    assertTrue(stillInterrupted.get(30, TimeUnit.SECONDS));

    line.worker().send(new FromWorker.Leaving());
    assertEquals(new FromWorker.Leaving(), line.service().receive());
  }

  @Test
  void theEndOfTheOtherSideIsNoticedAfterWhatItSent() throws Exception {
    line.worker().send(new FromWorker.Leaving());
    line.worker().close();

    assertEquals(new FromWorker.Leaving(), line.service().receive());
    assertNull(line.service().receive());
  }

  @Test
  void closingEndsAWaitOnThisSide() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          waiting.countDown();
          try {
            ended.complete(line.service().receive() == null);
          } catch (IOException e) {
            ended.completeExceptionally(e);
          }
        });
    assertTrue(waiting.await(30, TimeUnit.SECONDS));
    line.service().close();

    assertTrue(ended.get(30, TimeUnit.SECONDS));
  }

  @Test
  void sendingOnAClosedLineIsAnError() {
    line.worker().close();
    assertThrows(IOException.class, () -> line.worker().send(new FromWorker.Ready()));
  }

  @Test
  void closingTwiceIsHarmless() throws Exception {
    line.worker().close();
    line.worker().close();
    assertNull(line.worker().receive());
  }

  private void sendFromWorker(Frame frame) {
    try {
      line.worker().send(frame);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
