package io.dispatcherd.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.Outcome;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that die in every state and in many ways, and what becomes of their tasks. */
@Tag("functional")
class WorkerDeathsFunctionalTest {
  private static final int WORKERS = 2;
  private static final Ledger LEDGER = new Ledger();
  private static RunningService service;

  private FaultLog log;

  @BeforeAll
  static void startService() {
    service =
        RunningService.builder()
            .watchedBy(LEDGER)
            .pool(Map.of("min_workers", WORKERS, "max_workers", WORKERS))
            .pool(Map.of("cancel_wait", 0.2, "worker_removal_wait", 1, "worker_answer_wait", 4))
            .process(Map.of("jvm_args", List.of("-Xmx96m")))
            .start();
  }

  @AfterAll
  static void stopService() throws Exception {
    service.close();
  }

  @BeforeEach
  void haveAllWorkers() {
    log = new FaultLog();
    service.awaitWorkers("ready", WORKERS);
  }

  @AfterEach
  void balance() {
    try (FaultLog all = log) {
      // The place is filled, and nothing is left of whoever had it.
      service.awaitWorkers("ready", WORKERS);
      LEDGER.balance(service);
      LEDGER.assertTheLostAreNamed(all.captured());
      all.assertEachLineStandsAlone();
    }
  }

  @Test
  void tasksThatEndTheirWorkersInWhateverWayAreLostAndWhatTheyHeldBackRuns() {
    List<String> deadly =
        List.of(
            submitSerial(ProbeTasks.PREFIX + "exitJvm", List.of(0)),
            submitSerial(ProbeTasks.PREFIX + "exitJvm", List.of(0)),
            submitSerial(ProbeTasks.PREFIX + "exhaustMemory", List.of()),
            submitSerial(DeathTasks.PREFIX + "halt", List.of()));
    String harmless = Tasks.over(service::publish, service).submit(Map.of(), "say", "unharmed");

    deadly.forEach(uuid -> LEDGER.await(uuid, Outcome.ABANDONED));
    LEDGER.await(harmless, Outcome.DONE);
    assertEquals(deadly.size(), log.lines(" died: exit code").size());
  }

  @Test
  void aTaskWhoseWorkerDiesWhileItReportsHasEndedInOneWay() {
    String uuid = submitSerial(DeathTasks.PREFIX + "haltWhileItIsReported", List.of());
    log.await(" died: exit code 1");
    ServiceProcess.await("its end").until(() -> LEDGER.endOf(uuid).isPresent());
  }

  @Test
  void aBusyWorkerThatIsKilledLosesItsTaskAlone() throws Exception {
    Tasks tasks = Tasks.over(service::publish, service);
    String lost = tasks.submit(Map.of("on_duplicate", "serial"), "gate", "killed");
    service.probe().await("killed");
    String held = tasks.submit(Map.of("on_duplicate", "serial"), "gate", "killed");
    service.awaitCount("blocked", 1);

    ServiceProcess.signal("KILL", pidOf(lost));

    LEDGER.await(lost, Outcome.ABANDONED);
    service.probe().await("killed");
    service.probe().release("killed"); // that of the dead
    service.probe().release("killed");
    LEDGER.await(held, Outcome.DONE);
  }

  @Test
  void anIdleWorkerAndThoseThatAreStartingAreReplaced() throws Exception {
    ServiceProcess.signal("KILL", service.pidOfAWorker());
    long starting =
        ServiceProcess.await("a worker that starts")
            .until(
                WorkerDeathsFunctionalTest::workersThatStart,
                found -> !found.isEmpty() && pid(found.getFirst()) > 0)
            .stream()
            .mapToLong(WorkerDeathsFunctionalTest::pid)
            .findFirst()
            .orElseThrow();
    ServiceProcess.signal("KILL", starting);
    log.await("exit code 137");
    Tasks.over(service::publish, service).run(3, LEDGER);
  }

  @Test
  void aStoppedWorkerWithATimeOutIsEndedByIt() throws Exception {
    Tasks tasks = Tasks.over(service::publish, service);
    String stopped = tasks.submit(Map.of("timeout", 1), "gate", "stopped for a second");
    service.probe().await("stopped for a second");
    ServiceProcess.signal("STOP", pidOf(stopped));
    LEDGER.await(stopped, Outcome.TIMED_OUT);
    Tasks.over(service::publish, service).runOne(LEDGER);
    service.probe().release("stopped for a second");
  }

  @Test
  void stoppedWorkersBusyOrIdleAreMissedAndReplaced() throws Exception {
    Tasks tasks = Tasks.over(service::publish, service);
    String lost = tasks.submit(Map.of(), "gate", "stopped");
    service.probe().await("stopped");
    for (Map<?, ?> worker : service.workers("ready")) {
      ServiceProcess.signal("STOP", pid(worker));
    }
    String unsuspecting = tasks.submit(Map.of(), "say", "I was given to a stopped one");
    String patient = tasks.submit(Map.of(), "say", "I waited");

    LEDGER.await(lost, Outcome.ABANDONED);
    LEDGER.await(unsuspecting, Outcome.ABANDONED);
    LEDGER.await(patient, Outcome.DONE);
    assertEquals(2, log.lines("has stopped answering: killing it").size());
    service.probe().release("stopped");
  }

  private static String submitSerial(String task, List<?> args) {
    String uuid = UUID.randomUUID().toString();
    service.publish(
        Json.write(Map.of("task", task, "args", args, "uuid", uuid, "on_duplicate", "serial")));
    return uuid;
  }

  private static long pidOf(String uuid) {
    return service.workers("ready").stream()
        .filter(worker -> uuid.equals(worker.get("current_task_uuid")))
        .mapToLong(WorkerDeathsFunctionalTest::pid)
        .findFirst()
        .orElseThrow();
  }

  private static List<Map<?, ?>> workersThatStart() {
    List<Map<?, ?>> found = service.workers("spawned");
    return found.isEmpty() ? service.workers("starting") : found;
  }

  private static long pid(Map<?, ?> worker) {
    return worker.get("pid") instanceof Number number ? number.longValue() : 0;
  }
}
