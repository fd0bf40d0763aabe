package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.messages.Outcome;
import io.dispatcherd.service.DispatcherService;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.WorkerKind;
import io.dispatcherd.testing.TcpProxy;
import io.dispatcherd.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every order of stop, in every situation: all that had arrived is named or ended, once. */
@Tag("functional")
class StopOrdersFunctionalTest {
  private static final int STOPPERS = 4;

  /** In which order somebody stops a service. */
  enum Order {
    STOP {
      @Override
      void give(DispatcherService service) {
        service.stop();
      }
    },
    STOP_AND_AGAIN {
      @Override
      void give(DispatcherService service) {
        service.stop();
        service.stop();
        service.close();
      }
    },
    NOW {
      @Override
      void give(DispatcherService service) {
        service.stopNow();
      }
    },
    STOP_THEN_NOW {
      @Override
      void give(DispatcherService service) {
        service.stop();
        service.stopNow();
        service.stopNow();
      }
    },
    NOW_THEN_STOP {
      @Override
      void give(DispatcherService service) {
        service.stopNow();
        service.stop();
      }
    },
    ALL_BY_MANY_AT_ONCE {
      @Override
      void give(DispatcherService service) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(STOPPERS)) {
          List<Future<?>> stops = new ArrayList<>();
          for (int i = 0; i < STOPPERS; i++) {
            stops.add(threads.submit(i % 2 == 0 ? service::stop : service::stopNow));
            stops.add(threads.submit(service::close));
          }
          for (Future<?> stop : stops) {
            stop.get();
          }
        }
      }
    };

    abstract void give(DispatcherService service) throws Exception;
  }

  private final Ledger ledger = new Ledger();

  @ParameterizedTest
  @EnumSource
  void whileItStartsItIsClean(Order order) throws Exception {
    try (FaultLog log = new FaultLog();
        RunningService service = start(TestPostgres.shared(), Map.of())) {
      order.give(service.service());
      service.service().awaitStop();
      assertEquals(List.of(), log.lines(""));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whileItIsBusyEveryTaskEndsOrIsNamedOnce(Order order) throws Exception {
    try (FaultLog log = new FaultLog();
        RunningService service = start(TestPostgres.shared(), Map.of())) {
      Tasks tasks = Tasks.over(service::publish, service);
      tasks.submit(Map.of(), "sleepUntilInterrupted", "running");
      service.probe().await("running");
      tasks.submit(Map.of("on_duplicate", "serial"), "sleepUntilInterrupted", "running");
      tasks.submit(Map.of(), "say", "queued");
      tasks.submit(Map.of("delay", 3600), "say", "delayed");
      service.awaitCount("received_count", tasks.uuids().size());

      order.give(service.service());
      service.service().awaitStop();

      List<Outcome> ends =
          tasks.uuids().stream().map(uuid -> ledger.endOf(uuid).orElseThrow()).toList();
      assertTrue(List.of(Outcome.RELEASED, Outcome.ABANDONED).containsAll(ends), ends::toString);
      ledger.assertTheLostAreNamed(log.captured());
      log.assertEachLineStandsAlone();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STOP_AND_AGAIN", "ALL_BY_MANY_AT_ONCE"})
  void whileItConnectsAgainIsClean(Order order) throws Exception {
    try (TcpProxy network = TcpProxy.to(TestPostgres.shared());
        FaultLog log = new FaultLog();
        RunningService service =
            start(
                TestPostgres.shared(), Map.of("brokers", BrokersOver.network(network, List::of)))) {
      Tasks.over(service::publish, service).runOne(ledger); // It has begun to listen in earnest.
      network.drop();
      log.awaitRecycling();

      order.give(service.service());
      service.service().awaitStop();

      log.assertEachLineStandsAlone();
      assertEquals(log.recyclings(), log.lines(""));
    }
  }

  private RunningService start(TestPostgres postgres, Map<String, Object> more) {
    RunningService.Builder builder =
        WorkerKind.THREAD
            .builder()
            .watchedBy(ledger)
            .at(postgres)
            .pool(Map.of("max_workers", 1, "shutdown_wait", 0.1, "cancel_wait", 2));
    more.forEach(builder::part);
    return builder.start();
  }
}
