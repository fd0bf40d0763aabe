package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.producers.BrokerConnection;
import io.dispatcherd.producers.MessageSink;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.control.ServiceReader;
import io.dispatcherd.service.control.ServiceView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProbeTest {
  @Test
  void aServiceIsReadyThatListensAndHasAWorker() {
    assertEquals(List.of(), new Readiness(false, 1, 1, List.of(listening(true))).faults());
  }

  @Test
  void aServiceWithoutMinWorkersNeedsNoWorkerToBeReady() {
    assertEquals(List.of(), new Readiness(false, 0, 0, List.of()).faults());
  }

  @Test
  void everyFaultIsNamed() {
    List<Producer> producers = List.of(listening(true), listening(false));

    assertEquals(
        List.of("the service is stopping", "test-producer is not listening", "no worker is ready"),
        new Readiness(true, 0, 1, producers).faults());
  }

  @Test
  void anEventLoopThatDoesNotAnswerIsNeitherHealthyNorReady() {
    LoopQuestions questions = new LoopQuestions(new NeverAnswering(), Duration.ofMillis(10));
    Response expected =
        Response.text(
            HttpStatus.PROBE_FAILED, "the service did not tell its numbers within 10 ms\n");

    assertEquals(expected, Probe.health(questions).get());
    assertEquals(expected, Probe.readiness(questions).get());
  }

  private static final class NeverAnswering implements ServiceReader {
    @Override
    public <T> CompletableFuture<T> read(Function<ServiceView, T> question) {
      return new CompletableFuture<>();
    }
  }

  private static Producer listening(boolean isListening) {
    return new Producer() {
      @Override
      public String name() {
        return "test-producer";
      }

      @Override
      public CompletableFuture<Void> start(MessageSink sink) {
        return CompletableFuture.completedFuture(null);
      }

      @Override
      public void stop() {}

      @Override
      public Optional<BrokerConnection> connection() {
        return Optional.of(new BrokerConnection(isListening, 0, OptionalDouble.empty()));
      }

      @Override
      public Map<String, Object> status() {
        return Map.of();
      }
    };
  }
}
