package io.dispatcherd.benchmarks.surroundings;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How services under load are configured. */
public final class Services {
  private Services() {}

  public static String newChannel() {
    return "bench_" + UUID.randomUUID().toString().replace('-', '_');
  }

  /** The jar with the tasks that services run. */
  public static Path ownJar() {
    return Path.of(
        URI.create(Services.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Two worker processes, or as many as the pool's options say. */
  public static Map<String, Object> config(
      String conninfo,
      String channel,
      Path socket,
      Map<String, Object> pool,
      Map<String, Object> more) {
    Map<String, Object> poolOptions =
        new LinkedHashMap<>(
            Map.of(
                "min_workers", 2, "max_workers", 2, "max_queued", 2_000_000, "shutdown_wait", 1));
    poolOptions.putAll(pool);
    Map<String, Object> service = new LinkedHashMap<>(more);
    service.put("pool_kwargs", poolOptions);
    return Map.of(
        "version",
        2,
        "service",
        service,
        "brokers",
        Map.of(
            "pg_notify",
            Map.of("config", Map.of("conninfo", conninfo), "channels", List.of(channel)),
            "socket",
            Map.of("socket_path", socket.toString())),
        "publish",
        Map.of("default_broker", "pg_notify", "default_control_broker", "socket"));
  }
}
