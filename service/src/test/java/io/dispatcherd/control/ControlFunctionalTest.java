package io.dispatcherd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.LoggerFactory;

/**
 * The replies of a real service, which has one task running, held, queued and delayed each, and a
 * chunk of a message. Their shapes are those of recorded replies.
 */
@Tag("functional")
class ControlFunctionalTest {
  private static final Map<?, ?> RECORDED = recorded();

  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    Map<String, Object> producers = new HashMap<>();
    producers.put("ControlProducer", null);
    producers.put(
        "ScheduledProducer",
        Map.of("task_schedule", Map.of(ProbeTasks.PREFIX + "noop", Map.of("cron", "0 0 1 1 *"))));
    service =
        RunningService.builder()
            .pool(Map.of("max_workers", 1))
            .part("producers", producers)
            .start();
    Map<String, Object> noKwargs = Map.of();
    service.probe(Map.of("uuid", "u-run", "kwargs", noKwargs, "timeout", 600), "gate", "a");
    service.probe().await("a");
    service.probe(
        Map.of("uuid", "u-blocked", "kwargs", noKwargs, "on_duplicate", "serial"), "gate", "a");
    service.probe(Map.of("uuid", "u-queued", "kwargs", noKwargs), "say", "b");
    service.probe(Map.of("uuid", "u-delayed", "kwargs", noKwargs, "delay", 300), "say", "c");
    service.publish(
        ChunkSplitter.split("{\"task\": \"%s\"}".formatted("x".repeat(9000)), 7999).getFirst());
    service.awaitCount("received_count", 4);
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Test
  void runningSaysSinceWhenAndHowLongIfAskedTo() {
    Map<String, @Nullable Object> body = service.control("running", Map.of("times", true)).body();
    double now = System.currentTimeMillis() / 1000.0;
    for (String name : List.of("worker-0", "blocked-0", "queued-0")) {
      Map<?, ?> task = (Map<?, ?>) Objects.requireNonNull(body.get(name));
      double seconds = ((Number) Objects.requireNonNull(task.get("seconds"))).doubleValue();
      double since = ((Number) Objects.requireNonNull(task.get("since"))).doubleValue();
      assertTrue(seconds >= 0, task::toString);
      assertEquals(now - seconds, since, 60, task::toString);
    }
    Map<?, ?> delayed = (Map<?, ?>) Objects.requireNonNull(body.get("delayed-0"));
    assertTrue(((Number) Objects.requireNonNull(delayed.get("seconds"))).doubleValue() < 0);
  }

  @Test
  void runningComesInPages() {
    List<String> names = new ArrayList<>();
    Map<String, Object> page = new HashMap<>(Map.of("limit", 1));
    for (Object next = ""; next != null; ) {
      Map<String, @Nullable Object> body = service.control("running", page).body();
      next = body.get("next");
      assertEquals(next == null ? 2 : 3, body.size(), body::toString);
      body.keySet().stream().filter(key -> key.contains("-")).forEach(names::add);
      page.put("after", next == null ? "" : next);
    }
    List<String> all = new ArrayList<>(service.control("running").body().keySet());
    all.remove("node_id");
    assertTrue(all.size() >= 3, all::toString);
    assertEquals(all, names);

    Map<String, @Nullable Object> rest =
        service.control("running", Map.of("after", "blocked-0", "limit", 1, "times", true)).body();
    assertTrue(((Map<?, ?>) Objects.requireNonNull(rest.get("queued-0"))).containsKey("since"));
    assertEquals(
        Set.of("node_id"),
        service.control("running", Map.of("after", "delayed-999")).body().keySet());
  }

  @Test
  void aPageThatMakesNoSenseIsRefused() {
    assertEquals(
        Optional.of("limit must be a whole number from 1"),
        service.control("running", Map.of("limit", 0)).error());
    assertEquals(
        Optional.of("after must be a name that running has given to a task, such as queued-41"),
        service.control("running", Map.of("after", "queued-x")).error());
    assertTrue(
        service.control("cancel", Map.of("uuid", "u-run", "limit", 1)).error().isPresent(),
        "a page is none of what cancel knows");
  }

  @Test
  void tasksAndSchedulesAreListed() {
    Map<?, ?> task =
        (Map<?, ?>)
            Objects.requireNonNull(service.control("tasks").body().get(ProbeTasks.PREFIX + "noop"));
    assertEquals("parallel", task.get("on_duplicate"));
    assertTrue(String.valueOf(task.get("method")).endsWith(".noop()"), task::toString);

    Map<?, ?> schedule =
        (Map<?, ?>)
            Objects.requireNonNull(
                service.control("schedules").body().get(ProbeTasks.PREFIX + "noop"));
    assertEquals(ProbeTasks.PREFIX + "noop", schedule.get("task"));
    assertEquals("0 0 1 1 *", schedule.get("cron"));
    double next = ((Number) Objects.requireNonNull(schedule.get("next_run"))).doubleValue();
    assertTrue(next > System.currentTimeMillis() / 1000.0, schedule::toString);
  }

  @Test
  void repliesHaveTheRecordedShapes() {
    for (String command : List.of("alive", "running", "workers", "producers", "main", "chunks")) {
      assertShape(command, RECORDED.get(command), service.control(command).body());
    }
    assertShape(
        "running one",
        RECORDED.get("running {\"uuid\": \"u-run\"}"),
        service.control("running", Map.of("uuid", "u-run")).body());
    assertShape(
        "run",
        RECORDED.get("run {\"task\": \"demo.tasks.noop\", \"uuid\": \"u-run2\"}"),
        service.control("run", Map.of("task", ProbeTasks.PREFIX + "noop", "uuid", "u-2")).body());
    assertShape(
        "cancel",
        RECORDED.get("cancel {\"uuid\": \"u-delayed\"}"),
        service.control("cancel", Map.of("uuid", "u-delayed")).body());
    Map<String, @Nullable Object> status = service.control("status").body();
    for (Object part : (List<?>) Objects.requireNonNull(RECORDED.get("status keys"))) {
      assertTrue(status.containsKey(String.valueOf(part)), () -> "status has no " + part);
    }
  }

  @Test
  void aBusyWorkerShowsWhatItIsAt() {
    Map<String, @Nullable Object> reply = service.control("stack", Map.of("worker", 0)).body();
    assertEquals(Set.of("worker-0", "node_id"), reply.keySet());
    String stack = String.valueOf(RunningService.object(reply.get("worker-0")).get("stack"));
    assertTrue(stack.contains("ProbeTasks.gate("), stack);

    reply = service.control("stack", Map.of("limit", 2)).body();
    stack = String.valueOf(RunningService.object(reply.get("worker-0")).get("stack"));
    assertEquals(2, stack.lines().count(), stack);

    assertEquals(Set.of("node_id"), service.control("stack", Map.of("worker", 77)).body().keySet());
    assertEquals(
        Optional.of("worker must be the number of a worker"),
        service.control("stack", Map.of("worker", "worker-0")).error());
  }

  @Test
  void aBusyWorkerTellsItsMemoryToo() {
    Map<String, @Nullable Object> reply = service.control("memory").body();

    assertEquals(Set.of("service", "worker-0", "node_id"), reply.keySet());
    for (String jvm : List.of("service", "worker-0")) {
      Map<?, ?> memory = RunningService.object(reply.get(jvm));
      assertEquals(
          Set.of("heap", "non_heap", "collections", "collection_seconds"), memory.keySet());
      Map<?, ?> heap = RunningService.object(memory.get("heap"));
      assertEquals(Set.of("used", "committed", "max"), heap.keySet());
      assertTrue(((Number) Objects.requireNonNull(heap.get("used"))).longValue() > 0);
    }
  }

  @Test
  void whatFillsTheHeapIsShownTheLargestFirstAndNoMoreThanAskedFor() {
    Map<String, @Nullable Object> reply =
        service.control("memory_offenders", Map.of("limit", 3, "group_by", "class")).body();

    assertEquals(
        List.of("total_objects", "group_by", "offenders", "node_id"), List.copyOf(reply.keySet()));
    assertEquals("class", reply.get("group_by"));
    List<Long> sizes =
        ((List<?>) Objects.requireNonNull(reply.get("offenders")))
            .stream()
                .map(RunningService::object)
                .peek(row -> assertEquals(Set.of("class", "count", "size_bytes"), row.keySet()))
                .map(row -> ((Number) Objects.requireNonNull(row.get("size_bytes"))).longValue())
                .toList();
    assertEquals(3, sizes.size());
    assertEquals(sizes.stream().sorted(Comparator.reverseOrder()).toList(), sizes);
    assertTrue(service.control("memory_offenders", Map.of("group_by", "colour")).isError());
    assertTrue(service.control("memory_offenders", Map.of("limit", "x")).isError());
  }

  @Test
  void theThreadsAreShownVirtualOnesToo() {
    for (String command : List.of("aio_tasks", "threads")) {
      Map<String, @Nullable Object> threads = service.control(command, Map.of("limit", 2)).body();
      for (String name : List.of("event-loop", "pg_notify-producer", "socket-producer")) {
        Map<?, ?> thread = RunningService.object(threads.get(keyOf(name, threads)));
        assertEquals(false, thread.get("done"));
        String stack = String.valueOf(thread.get("stack"));
        assertEquals(2, stack.lines().filter(line -> line.startsWith("  at ")).count(), stack);
      }
      assertEquals(
          Map.of("done", false, "stack", ""), threads.get(keyOf("worker-process", threads)));
    }
  }

  @Test
  void theStatusNamesTheThreadsWithoutTheirStacks() {
    Map<?, ?> threads = RunningService.object(service.control("status").get("aio_tasks"));
    for (String name :
        List.of("event-loop", "pg_notify-producer", "socket-producer", "worker-process")) {
      assertEquals(Map.of("done", false), threads.get(keyOf(name, threads)));
    }
  }

  private static String keyOf(String thread, Map<?, ?> threads) {
    return threads.keySet().stream()
        .map(String::valueOf)
        .filter(key -> key.matches(thread + "#\\d+"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(thread + " is not among " + threads.keySet()));
  }

  @Test
  void errorsAreTheRecordedOnes() {
    assertEquals(error("nonsense"), service.control("nonsense").error().orElse(""));
    assertEquals(
        error("set_log_level {}"), service.control("set_log_level", Map.of()).error().orElse(""));
    assertEquals(
        error("set_log_level {\"level\": \"nope\"}"),
        service.control("set_log_level", Map.of("level", "nope")).error().orElse(""));
  }

  @Test
  void theLogLevelIsSetAndBothLevelsAreTold() {
    Logger ours = (Logger) LoggerFactory.getLogger("io.dispatcherd");
    try {
      Reply reply = service.control("set_log_level", Map.of("level", "info"));
      assertShape(
          "set_log_level", RECORDED.get("set_log_level {\"level\": \"info\"}"), reply.body());
      assertEquals("INFO", reply.get("level"));
      assertEquals(
          "INFO", service.control("set_log_level", Map.of("level", "DEBUG")).get("previous_level"));
    } finally {
      ours.setLevel(null);
    }
  }

  @Test
  void aDelayedCommandIsCarriedOutAndNotAnswered() throws Exception {
    service.probe(Map.of("uuid", "u-victim", "delay", 300), "say", "d");
    String replyTo = "reply_" + service.channel().substring(0, 30);
    try (Connection connection = TestPostgres.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("LISTEN \"" + replyTo + "\"");
      service.publish(
          Json.write(
              Map.of(
                  "control",
                  "cancel",
                  "control_data",
                  Map.of("uuid", "u-victim"),
                  "delay",
                  0.2,
                  "reply_to",
                  replyTo)));
      ServiceProcess.await("the cancel")
          .until(() -> service.control("running", Map.of("uuid", "u-victim")).body().size() == 1);
      service.publish(Json.write(Map.of("control", "chunks", "reply_to", replyTo)));

      PGNotification[] replies = connection.unwrap(PGConnection.class).getNotifications(30_000);

      assertEquals(1, replies.length);
      assertTrue(replies[0].getParameter().contains("total_chunks_received"));
    }
  }

  @Test
  void runIsRefusedWithoutAControlProducer() throws Exception {
    try (RunningService other = RunningService.builder().part("producers", Map.of()).start()) {
      Reply reply = other.control("run", Map.of("task", ProbeTasks.PREFIX + "noop"));
      assertTrue(reply.error().orElse("").contains("ControlProducer"));
      assertEquals(0, other.count("finished_count"));
    }
  }

  private static String error(String command) {
    return String.valueOf(((Map<?, ?>) Objects.requireNonNull(RECORDED.get(command))).get("error"));
  }

  /** All keys that were recorded are there, with values of the same kind. There may be more. */
  private static void assertShape(
      String where, @Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Map<?, ?> object) {
      assertTrue(actual instanceof Map, () -> where + " is " + actual);
      Map<?, ?> ours = RunningService.object(actual);
      object.forEach(
          (key, value) -> assertShape(where + "." + key, value, member(where, key, ours)));
    } else if (expected instanceof Number) {
      assertTrue(actual instanceof Number, () -> where + " is " + actual);
    } else if (expected != null) {
      assertEquals(kind(expected), kind(actual), () -> where + " is " + actual);
    }
  }

  private static @Nullable Object member(String where, @Nullable Object key, Map<?, ?> ours) {
    if (where.endsWith(".partials")) {
      return ours.values().iterator().next(); // Their keys are random.
    }
    assertTrue(ours.containsKey(key), () -> where + " has no " + key + " but " + ours.keySet());
    return ours.get(key);
  }

  private static String kind(@Nullable Object value) {
    return value instanceof List ? "list" : value == null ? "null" : value.getClass().getName();
  }

  private static Map<?, ?> recorded() {
    try (InputStream in =
        ControlFunctionalTest.class.getResourceAsStream("/vectors/control-replies.json")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return RunningService.object(Json.parse(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
