package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.Settings;
import io.dispatcherd.messages.chunks.ChunkSplitter;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.service.fixtures.Probe;
import io.dispatcherd.service.fixtures.ProbeTasks;
import io.dispatcherd.service.fixtures.RunningService;
import io.dispatcherd.service.fixtures.ServiceProcess;
import io.dispatcherd.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file as Python services have it, with Java's names of tasks: what it says is what is done. */
@Tag("functional")
class SharedConfigurationFunctionalTest {
  private static final String FILE =
      """
      # One file for the service and its publishers.
      ---
      version: 2
      service:
        pool_kwargs:
          min_workers: 1    # subprocesses
          max_workers: 2
          scaledown_wait: 15
          results_read_timeout: null
          worker_max_lifetime_seconds: null
        main_kwargs:
          node_id: demo-server-a
          chunk_message_timeout_seconds: 1
        metrics_kwargs: {host: 127.0.0.1, port: 0}
        process_manager_cls: ForkServerManager
        process_manager_kwargs: {preload_modules: []}
      worker:
        worker_cls: dispatcherd.worker.task.TaskWorker
        worker_kwargs: {idle_timeout: 3}
      brokers:
        pg_notify:
          config:
            conninfo: CONNINFO
          sync_connection_factory: dispatcherd.brokers.pg_notify.connection_saver
          # List of channels to listen on
          channels:
          - NAME_1
          - NAME_2
          default_publish_channel: NAME_2
          max_connection_idle_seconds: 1
          max_self_check_message_age_seconds: 1
        socket:
          socket_path: FOLDER/demo.sock
      producers:
        ScheduledProducer:
          task_schedule:
            'TASKS.say':
              schedule: 0.5
              args: [PORT, by the schedule]
        OnStartProducer:
          task_list:
            'TASKS.say': {args: [PORT, at the start]}
        ControlProducer: {}
      publish:
        default_control_broker: socket
        default_broker: pg_notify
      """;

  @Test
  void itIsLoadedAndDoesWhatItSays(@TempDir Path folder) throws Exception {
    String name = "shared_" + UUID.randomUUID().toString().replace("-", "");
    try (Probe probe = new Probe()) {
      Path file =
          Files.writeString(
              folder.resolve("dispatcher.yml"),
              FILE.replace("CONNINFO", TestPostgres.shared().conninfo())
                  .replace("NAME", name)
                  .replace("FOLDER", folder.toString())
                  .replace("TASKS", ProbeTasks.class.getName())
                  .replace("PORT", String.valueOf(probe.port())));
      try (DispatcherService running = DispatcherService.start(Settings.fromFile(file));
          Dispatcherd client = Dispatcherd.fromFile(file)) {
        probe.await("at the start");
        probe.await("by the schedule");

        for (String channel : List.of(name + "_1", name + "_2")) {
          var submission =
              client
                  .task(ProbeTasks.PREFIX + "say")
                  .args(probe.port(), "over " + channel)
                  .queue(channel)
                  .submit();
          assertEquals(channel, submission.queue());
          probe.await("over " + channel);
        }
        assertEquals(name + "_2", client.task(ProbeTasks.PREFIX + "noop").submit().queue());

        Map<String, Object> task = Map.of("task", ProbeTasks.PREFIX + "noop", "uuid", "u-run");
        Reply ran = ask(client, "run", task);
        assertEquals("demo-server-a", ran.nodeId());
        assertTrue(ran.body().containsKey("ack"), ran::toString);
        assertEquals(true, ask(client, "metrics", Map.of()).get("enabled"));

        publish(
            name + "_1",
            ChunkSplitter.split("{\"task\": \"%s\"}".formatted("x".repeat(9000)), 7999).getFirst());
        ServiceProcess.await("the time-out of a message in chunks")
            .until(
                () -> part(ask(client, "chunks", Map.of()), "status").get("timed_out_assemblies"),
                number(1));
        Map<?, ?> pgNotify = part(ask(client, "producers", Map.of()), "pg_notify-producer");
        Map<?, ?> selfCheck = RunningService.object(pgNotify.get("broker_self_check"));
        assertEquals(true, selfCheck.get("enabled"));
        assertEquals(0, pgNotify.get("recycle_count"));
      }
    }
  }

  private static Predicate<Object> number(long expected) {
    return value -> ((Number) value).longValue() == expected;
  }

  private static Reply ask(Dispatcherd client, String command, Map<String, Object> data) {
    return client.control().ask(command, data, 1, Duration.ofSeconds(30)).getFirst();
  }

  private static Map<?, ?> part(Reply reply, String name) {
    return RunningService.object(reply.get(name));
  }

  private static void publish(String channel, String payload) throws SQLException {
    try (Connection connection = TestPostgres.shared().connect();
        PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
      notify.setString(1, channel);
      notify.setString(2, payload);
      notify.execute();
    }
  }
}
