package io.dispatcherd.service.tasks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.tasks.TaskCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many tasks at once: what holds for one holds for all. */
@Tag("functional")
class StressFunctionalTest {
  private static final int PUBLISHERS = 4;
  private static final int BATCHES = 25;
  private static final int BATCH = 100;
  private static final int ALL = PUBLISHERS * BATCHES * BATCH;

  @Test
  void tenThousandTasksOfManyPublishersAllRunAndEachRunsOnce() throws Exception {
    try (RunningService service = RunningService.with(Map.of("max_workers", 3))) {
      try (ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS)) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
          all.add(publishers.submit(() -> publish(service)));
        }
        for (Future<?> publisher : all) {
          publisher.get();
        }
      }
      service.awaitCount("finished_count", ALL);
      // Whatever ran twice would be counted by now, or be somewhere still.
      assertEquals(ALL, service.count("received_count"));
      assertEquals(0, service.count("failed_count"));
      assertEquals(0, service.count("queued") + service.count("running_ct"));
      assertEquals(ALL, service.count("finished_count"));
    }
  }

  private static void publish(RunningService service) {
    try (Dispatcherd dispatcherd = Dispatcherd.fromMap(service.config())) {
      TaskCall noop = dispatcherd.task(ProbeTasks::noop);
      for (int i = 0; i < BATCHES; i++) {
        dispatcherd.submitAll(Collections.nCopies(BATCH, noop));
      }
    }
  }
}
