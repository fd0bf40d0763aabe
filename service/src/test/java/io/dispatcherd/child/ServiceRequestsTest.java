package io.dispatcherd.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.frames.FrameChannel;
import io.dispatcherd.frames.FromWorker.Ask;
import io.dispatcherd.frames.InMemoryFrameChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServiceRequestsTest {
  private final InMemoryFrameChannel.Pair line = InMemoryFrameChannel.pair();
  private final FrameChannel service = line.service();
  private final ServiceRequests requests = new ServiceRequests(line.worker());

  @Test
  void eachAnswerReachesTheOneWhoAskedInWhateverOrderTheyCome() throws Exception {
    List<CompletableFuture<String>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(ask("q" + i));
    }
    List<Ask> asked = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      asked.add(assertInstanceOf(Ask.class, service.receive()));
    }
    Collections.reverse(asked);
    asked.forEach(ask -> requests.answer(ask.request(), "to " + ask.command()));

    for (int i = 0; i < 100; i++) {
      assertEquals("to q" + i, answers.get(i).get(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void anInterruptedThreadAsksNothing() throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> requests.control("q", "{}"));
    service.close();
    assertEquals(null, service.receive());
  }

  @Test
  void aWaitEndsAfterItsTime() {
    assertThrows(
        TimeoutException.class,
        () -> requests.submit("{}", Optional.empty(), Duration.ofMillis(1)));
  }

  @Test
  void theLossOfTheServiceEndsAllWaitsAndTheLaterOnesAtOnce() throws Exception {
    CompletableFuture<String> waiting = ask("q");
    service.receive();
    requests.lost();

    ExecutionException e =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    assertInstanceOf(IOException.class, e.getCause());
    assertThrows(IOException.class, () -> requests.control("q", "{}"));
  }

  private CompletableFuture<String> ask(String command) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(requests.control(command, "{}"));
          } catch (IOException | InterruptedException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }
}
