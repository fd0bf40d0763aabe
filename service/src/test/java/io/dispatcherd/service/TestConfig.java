package io.dispatcherd.service;

import io.dispatcherd.testing.TestPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration of services under test. */
public final class TestConfig {
  public static final String NODE_ID = "node-under-test";

  private TestConfig() {}

  /** One channel, one socket; the parts may be replaced. */
  public static Map<String, Object> of(
      TestPostgres postgres,
      String channel,
      Path socket,
      Map<String, Object> pool,
      Map<String, Object> process) {
    Map<String, Object> producers = new HashMap<>();
    producers.put("ControlProducer", null);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", 2);
    root.put("service", service(pool, process));
    root.put(
        "brokers",
        Map.of(
            "pg_notify",
            Map.of(
                "config",
                Map.of("conninfo", postgres.conninfo(), "application_name", channel),
                "channels",
                List.of(channel)),
            "socket",
            Map.of("socket_path", socket.toString())));
    root.put("producers", producers);
    root.put("publish", Map.of("default_broker", "pg_notify", "default_control_broker", "socket"));
    return root;
  }

  private static Map<String, Object> service(
      Map<String, Object> pool, Map<String, Object> process) {
    Map<String, Object> allPool =
        new LinkedHashMap<>(Map.of("max_workers", 2, "shutdown_wait", 10));
    allPool.putAll(pool);
    return Map.of(
        "pool_kwargs",
        allPool,
        "main_kwargs",
        Map.of("node_id", NODE_ID),
        "process_manager_kwargs",
        process);
  }
}
