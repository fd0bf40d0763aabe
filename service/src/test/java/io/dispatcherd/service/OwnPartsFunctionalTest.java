package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ch.qos.logback.classic.Level;
import io.dispatcherd.logging.CapturedLog;
import io.dispatcherd.metrics.ScrapedMetrics;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service with a broker and a producer of the application's own, named by their classes. */
@Tag("functional")
class OwnPartsFunctionalTest {
  private RunningService service;

  @BeforeEach
  void start() {
    Map<String, Object> options = Map.of("meeting_point", "own parts", "colour", "blue");
    RunningService.Changed brokers =
        usual -> Map.of("socket", socket(usual), OwnBroker.class.getName(), options);
    RunningService.WithPort producers =
        port -> {
          Map<String, Object> all = new HashMap<>();
          all.put("ControlProducer", null);
          all.put(OwnProducer.class.getName(), Map.of("port", port, "word", "of my own"));
          return all;
        };
    Map<String, Object> threads =
        Map.of(
            "process_manager_cls", "ThreadManager",
            "pool_kwargs", Map.of("max_workers", 1),
            "metrics_kwargs", Map.of("port", 0));
    service =
        RunningService.builder()
            .part("service", threads)
            .part("brokers", brokers)
            .part("producers", producers)
            .part("publish", Map.of("default_broker", OwnBroker.class.getName()))
            .start();
  }

  private static Object socket(Map<?, ?> brokers) {
    return Objects.requireNonNull(brokers.get("socket"));
  }

  @AfterEach
  void stop() throws Exception {
    service.close();
    assertNull(OwnProducer.STARTED.get(), "it has been stopped with the service");
  }

  @Test
  void theyGetTheirOptionsDeliverAndAreShown() throws Exception {
    assertEquals("of my own", service.probe().next());
    try (Dispatcherd publisher = Dispatcherd.fromMap(service.config())) {
      publisher
          .task(ProbeTasks.PREFIX + "say")
          .args(service.probe().port(), "over my own broker")
          .submit();
      assertEquals("over my own broker", service.probe().next());

      Reply reply =
          publisher.control().ask("producers", Map.of(), 1, Duration.ofSeconds(30)).getFirst();
      assertEquals(Map.of("word", "of my own"), reply.get("own-producer"));
      Map<?, ?> broker = RunningService.object(reply.get("in_memory-producer"));
      assertEquals("blue", broker.get("colour"));
      assertEquals(2, broker.get("produced_count"), "the task, and this command");
    }
  }

  @Test
  void whatAProducerOfOnesOwnBreaksIsCountedAndTheServiceGoesOn() throws Exception {
    assertEquals("of my own", service.probe().next());
    try (CapturedLog log = new CapturedLog()) {
      Objects.requireNonNull(OwnProducer.STARTED.get()).deliver(null);
      ScrapedMetrics metrics = ScrapedMetrics.of(service);
      metrics.awaitValue("dispatcher_event_loop_errors_total", 1);
      assertEquals(1, log.lines(Level.ERROR).size(), () -> log.lines(Level.ERROR).toString());
    }
    service.control("run", Map.of("task", ProbeTasks.PREFIX + "noop"));
    service.awaitCount("finished_count", 2);
  }
}
