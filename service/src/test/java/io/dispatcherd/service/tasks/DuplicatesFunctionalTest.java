package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.service.fixtures.RunningService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules on duplicates, over real brokers and workers. */
@Tag("functional")
class DuplicatesFunctionalTest {
  private static final int PUBLISHERS = 4;
  private static final int EACH = 50;

  @Test
  void serialTasksOfManyPublishersNeverRunTwoAtOnceAndAllRun() throws Exception {
    try (RunningService service = RunningService.with(Map.of("min_workers", 3, "max_workers", 3));
        ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS)) {
      List<Future<?>> published = new ArrayList<>();
      for (int publisher = 0; publisher < PUBLISHERS; publisher++) {
        published.add(
            publishers.submit(
                () -> {
                  for (int i = 0; i < EACH; i++) {
                    service.probe(Map.of("on_duplicate", "serial"), "exclusive");
                  }
                }));
      }
      for (Future<?> all : published) {
        all.get();
      }
      for (int i = 0; i < PUBLISHERS * EACH; i++) {
        assertEquals("in", service.probe().next());
        assertEquals("out", service.probe().next());
      }
      service.awaitCount("finished_count", PUBLISHERS * EACH);
    }
  }

  @Test
  void ofThoseThatQueueOneOneIsHeldAndTheOthersAreDiscardedAndCounted() throws Exception {
    try (RunningService service = RunningService.start()) {
      service.probe("gate", "a");
      service.probe().await("a");
      for (int i = 0; i < 5; i++) {
        service.probe(Map.of("on_duplicate", "queue_one"), "gate", "a");
      }
      service.probe(Map.of("on_duplicate", "discard"), "gate", "a");
      service.awaitCount("discarded_count", 5);
      assertEquals(1, service.count("blocked"));
      service.probe().release("a");
      service.probe().await("a");
      service.probe().release("a");
      service.awaitCount("finished_count", 2);
      assertEquals(7, service.count("received_count"));
    }
  }
}
