package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.producers.MessageSink;
import io.dispatcherd.producers.Producer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("functional")
class ServiceAssemblyTest {
  private static final Map<String, Object> SOCKET = Map.of("socket_path", "never-opened.sock");

  @Test
  void aWorkerClassOfAPythonServiceStopsTheStart() {
    ConfigurationException problem =
        problem(
            Map.of(
                "worker",
                Map.of("worker_cls", "my_app.workers.AppWorker"),
                "brokers",
                Map.of("socket", SOCKET)));

    assertEquals(
        "worker.worker_cls: there is no class my_app.workers.AppWorker on the class path; if it is"
            + " a class of a Python service, leave the option out here or name a class that extends"
            + " io.dispatcherd.workers.TaskWorker",
        problem.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "socket-producer, brokers.socket",
    "in_memory-producer, brokers.io.dispatcherd.service.OwnBroker",
    "control-producer, producers.ControlProducer",
    "own-producer, producers.io.dispatcherd.service.OwnProducer",
  })
  void twoProducersOfOneNameStopTheStartSinceOneWouldHideTheOther(String name, String earlier) {
    Map<String, Object> producers = new LinkedHashMap<>();
    producers.put("ControlProducer", null);
    producers.put(OwnProducer.class.getName(), Map.of());
    producers.put(Namesake.class.getName(), Map.of("name", name));

    ConfigurationException problem =
        problem(
            Map.of(
                "service",
                Map.of("process_manager_cls", "ThreadManager"),
                "brokers",
                Map.of("socket", SOCKET, OwnBroker.class.getName(), Map.of()),
                "publish",
                Map.of("default_broker", "socket"),
                "producers",
                producers));

    assertEquals(
        "producers.%s: its producer is named \"%s\", as that of %s is; each needs a name of its own"
            .formatted(Namesake.class.getName(), name, earlier),
        problem.getMessage());
  }

  private static ConfigurationException problem(Map<String, Object> sections) {
    Map<String, Object> config = new HashMap<>(sections);
    config.put("version", 2);
    ServiceAssembly assembly =
        new ServiceAssembly(DispatcherService.builder().settings(Settings.fromMap(config)));
    return assertThrows(ConfigurationException.class, assembly::start);
  }

  /** Has the name that it is given. */
  public static final class Namesake implements Producer {
    private final String name;

    public Namesake(Map<String, Object> options) {
      name = String.valueOf(options.get("name"));
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public CompletableFuture<Void> start(MessageSink sink) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void stop() {}

    @Override
    public Map<String, Object> status() {
      return Map.of();
    }
  }
}
