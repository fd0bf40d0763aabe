package io.dispatcherd.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceAssemblyTest {
  @Test
  void aWorkerClassOfAPythonServiceStopsTheStart() {
    Settings settings =
        Settings.fromMap(
            Map.of(
                "version",
                2,
                "worker",
                Map.of("worker_cls", "my_app.workers.AppWorker"),
                "brokers",
                Map.of("socket", Map.of("socket_path", "never-opened.sock"))));
    ServiceAssembly assembly =
        new ServiceAssembly(settings, List.of(), ServiceClocks.ofTheMachine(), TaskObserver.NOBODY);

    ConfigurationException problem = assertThrows(ConfigurationException.class, assembly::start);

    assertEquals(
        "worker.worker_cls: there is no class my_app.workers.AppWorker on the class path; if it is"
            + " a class of a Python service, leave the option out here or name a class that extends"
            + " io.dispatcherd.workers.TaskWorker",
        problem.getMessage());
  }
}
