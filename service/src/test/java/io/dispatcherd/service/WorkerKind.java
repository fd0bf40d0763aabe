package io.dispatcherd.service;

import java.util.LinkedHashMap;
import java.util.Map;

/** What workers are made of; whatever is promised of workers holds for both. */
enum WorkerKind {
  PROCESS("ProcessManager"),
  THREAD("ThreadManager");

  private final String className;

  WorkerKind(String className) {
    this.className = className;
  }

  RunningService start() {
    return start(Map.of());
  }

  RunningService start(Map<String, Object> pool) {
    return start(pool, Map.of(), Map.of());
  }

  /** A service with these workers, and these parts of its configuration. */
  RunningService start(
      Map<String, Object> pool, Map<String, Object> process, Map<String, Object> more) {
    Map<String, Object> allPool = new LinkedHashMap<>(Map.of("max_workers", 2));
    allPool.putAll(pool);
    Map<String, Object> all = new LinkedHashMap<>(more);
    all.put(
        "service",
        Map.of(
            "process_manager_cls",
            className,
            "process_manager_kwargs",
            process,
            "pool_kwargs",
            allPool,
            "main_kwargs",
            Map.of("node_id", TestConfig.NODE_ID)));
    return RunningService.with(Map.of(), Map.of(), all);
  }
}
