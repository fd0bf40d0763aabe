package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A service whose log can't be written, because the disk is full. */
@Tag("functional")
class FullDiskFunctionalTest {
  /** A JVM that isn't up yet dies of a limit where it would survive a disk that is full. */
  private static final Map<String, Object> WITHOUT_STATISTICS =
      Map.of("jvm_args", List.of("-XX:-UsePerfData"));

  @Test
  void withoutRoomForItsLogItWorksOnAndLogsAgainWhenThereIsRoom() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(Map.of("max_workers", 1), WITHOUT_STATISTICS, Map.of())) {
      service.awaitOutput("pg_notify-producer is listening");
      service.probe(Map.of(), "say", "there is room");
      service.probe().await("there is room");

      service.fillDisk();
      String before = service.output();
      service.probe(Map.of("uuid", "u-unheard"), "fail");
      service.probe(Map.of(), "flood", 100);
      service.probe().await("flooded");
      ServiceProcess.signal("KILL", service.awaitChildren(1).getFirst().pid());
      ServiceProcess.await("another worker")
          .until(() -> pool(service).get("next_worker_id"), created -> created.equals(2));
      service.probe(Map.of("timeout", 60), "say", "from a worker that started without room");
      service.probe().await("from a worker that started without room");
      assertEquals(before, service.output());
      ServiceProcess.await("all finished")
          .until(() -> pool(service).get("finished_count"), finished -> finished.equals(4));
      assertEquals(1, service.control("main").get("failed_count"));

      service.freeDisk();
      service.probe(Map.of("uuid", "u-refused"), "thereIsNoSuchTask");
      service.awaitOutput("u-refused");
      assertFalse(service.output().contains("u-unheard"));

      service.signal("TERM");
      assertEquals(0, service.exitCode());
    }
  }

  private static Map<?, ?> pool(ServiceProcess service) {
    return RunningService.object(service.control("main").get("pool"));
  }
}
