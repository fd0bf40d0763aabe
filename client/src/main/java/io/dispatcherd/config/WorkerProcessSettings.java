package io.dispatcherd.config;

import java.nio.file.Path;
import java.util.List;

/**
 * What a worker is: {@code service.process_manager_cls} and {@code service.process_manager_kwargs}.
 *
 * @param kind a process or a thread
 * @param preloadClasses classes initialised in a worker before it's ready
 * @param jvmArgs arguments of worker JVMs
 * @param classpath jars and folders with the tasks; relative ones are relative to the working
 *     directory
 * @param spareWorkers processes started ahead, so that scaling up doesn't wait for a JVM
 */
public record WorkerProcessSettings(
    Kind kind,
    List<String> preloadClasses,
    List<String> jvmArgs,
    List<Path> classpath,
    int spareWorkers) {

  /** What a worker is. */
  public enum Kind {
    /** A JVM of its own. */
    PROCESS,
    /** A thread in the service's JVM. */
    THREAD
  }

  /** Copies the lists. */
  public WorkerProcessSettings {
    preloadClasses = List.copyOf(preloadClasses);
    jvmArgs = List.copyOf(jvmArgs);
    classpath = List.copyOf(classpath);
  }
}
