package io.dispatcherd.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dispatcherd.messages.Json;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command over each way that there is: both brokers, and from inside a task. */
@Tag("functional")
class ControlWaysFunctionalTest {
  private static RunningService service;
  private static Dispatcherd overPgNotify;
  private static Dispatcherd overTheSocket;

  @BeforeAll
  static void start() throws Exception {
    service = RunningService.with(Map.of("min_workers", 2, "max_workers", 2));
    overPgNotify = controlOver("pg_notify");
    overTheSocket = controlOver("socket");
    service.awaitWorkers("ready", 2);
    service.probe(Map.of("uuid", "u-gate"), "gate", "a");
    service.probe().await("a");
  }

  @AfterAll
  static void stop() throws Exception {
    overPgNotify.close();
    overTheSocket.close();
    service.close();
  }

  static Stream<Arguments> commands() {
    Map<String, Object> none = Map.of();
    return Stream.of(
        Arguments.of("alive", none),
        Arguments.of("running", Map.of("uuid", "u-gate")),
        Arguments.of("cancel", Map.of("uuid", "u-nobody")),
        Arguments.of("workers", none),
        Arguments.of("producers", none),
        Arguments.of("metrics", none),
        Arguments.of("main", none),
        Arguments.of("chunks", none),
        Arguments.of("aio_tasks", Map.of("limit", 1)),
        Arguments.of("threads", Map.of("limit", 1)),
        Arguments.of("memory", none),
        Arguments.of("memory_offenders", Map.of("limit", 1)),
        Arguments.of("status", none),
        Arguments.of("set_log_level", Map.of("level", "INFO")),
        Arguments.of("run", Map.of("task", ProbeTasks.PREFIX + "noop")),
        Arguments.of("run", Map.of("task", "not.declared")),
        Arguments.of("set_log_level", Map.of("level", "LOUD")));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theReplyIsTheSameWhateverWayTheQuestionTakes(String command, Map<String, Object> data)
      throws Exception {
    Set<String> expected = names(service.control(command, data).body());

    assertFalse(expected.isEmpty());
    assertEquals(expected, names(asked(overPgNotify, command, data)), "over pg_notify");
    assertEquals(expected, names(asked(overTheSocket, command, data)), "over the socket");
    service.probe("askWith", command, data);
    assertEquals(expected, names(Json.parseObject(service.probe().next())), "from a task");
  }

  private static Dispatcherd controlOver(String broker) {
    Map<String, Object> config = new LinkedHashMap<>(service.config());
    config.put("publish", Map.of("default_broker", broker, "default_control_broker", broker));
    return Dispatcherd.fromMap(config);
  }

  private static Map<String, @Nullable Object> asked(
      Dispatcherd dispatcherd, String command, Map<String, Object> data) {
    List<Reply> replies = dispatcherd.control().ask(command, data, 1, Duration.ofSeconds(20));
    assertEquals(1, replies.size());
    return replies.getFirst().body();
  }

  /** What is told; of the threads, which come and go, only the one that is always there. */
  private static Set<String> names(Map<String, ?> reply) {
    Set<String> names = new TreeSet<>();
    reply.forEach(
        (name, value) -> {
          if (!name.contains("#") || name.startsWith("event-loop#")) {
            names.add(name);
          }
        });
    return names;
  }
}
