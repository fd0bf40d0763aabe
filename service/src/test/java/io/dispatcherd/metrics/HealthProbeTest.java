package io.dispatcherd.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.producers.BrokerConnection;
import io.dispatcherd.producers.MessageSink;
import io.dispatcherd.producers.Producer;
import io.dispatcherd.service.Readiness;
import io.dispatcherd.service.control.ServiceState;
import io.dispatcherd.service.control.StateQueries;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
  @Test
  void aServiceIsReadyThatListensAndHasAWorker() {
    assertEquals(
        List.of(), new Readiness.Basis(false, 1, 1, List.of(listening(true))).judge().faults());
  }

  @Test
  void aServiceWithoutMinWorkersNeedsNoWorkerToBeReady() {
    assertEquals(List.of(), new Readiness.Basis(false, 0, 0, List.of()).judge().faults());
  }

  @Test
  void everyFaultIsNamed() {
    List<Producer> producers = List.of(listening(true), listening(false));

    assertEquals(
        List.of("the service is stopping", "test-producer is not listening", "no worker is ready"),
        new Readiness.Basis(true, 0, 1, producers).judge().faults());
  }

  @Test
  void anEventLoopThatDoesNotAnswerIsNeitherHealthyNorReady() {
    TimedQueries questions = new TimedQueries(new NeverAnswering(), Duration.ofMillis(10));
    Response expected =
        Response.text(
            HttpStatus.PROBE_FAILED, "the service did not tell its numbers within 0.01 s\n");

    assertEquals(expected, HealthProbe.health(questions).get());
    assertEquals(expected, HealthProbe.readiness(questions).get());
  }

  private static final class NeverAnswering implements StateQueries {
    @Override
    public <T> CompletableFuture<T> read(Function<ServiceState, T> question) {
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
