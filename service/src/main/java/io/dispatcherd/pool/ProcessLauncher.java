package io.dispatcherd.pool;

import io.dispatcherd.frames.WorkerSetup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that are JVM processes of their own, each on a Unix socket that only this user can reach.
 * Some may be started ahead, so that a new worker needn't wait for its JVM.
 */
public final class ProcessLauncher implements WorkerLauncher {
  private static final Logger log = LoggerFactory.getLogger(ProcessLauncher.class);

  private final JavaCommand command;
  private final int spareCount;
  private final Path folder;
  private final AtomicInteger sockets = new AtomicInteger();

  /** Processes that have not ended; removed by the threads that see them end. */
  private final Set<WorkerProcess> alive = ConcurrentHashMap.newKeySet();

  private final Queue<WorkerProcess> spares = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /**
   * A launcher that keeps this many processes started ahead.
   *
   * @throws UncheckedIOException if no temporary folder can be made
   */
  public ProcessLauncher(JavaCommand command, int spareCount) {
    this.command = command;
    this.spareCount = spareCount;
    try {
      folder =
          Files.createTempDirectory(
              "dispatcherd-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't make a folder for the workers' sockets", e);
    }
  }

  @Override
  public WorkerLink launch(WorkerSetup setup, WorkerListener listener) {
    WorkerProcess process = spareOrNew();
    process.adopt(setup, listener);
    while (!closed && spares.size() < spareCount) {
      spares.add(start());
    }
    return process;
  }

  @Override
  public void close() {
    closed = true;
    alive.forEach(WorkerProcess::kill);
    alive.forEach(WorkerProcess::awaitEnd);
    try (Stream<Path> left = Files.walk(folder)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      log.warn("Can't remove {}: {}", folder, e.getMessage());
    }
  }

  private WorkerProcess spareOrNew() {
    for (WorkerProcess spare = spares.poll(); spare != null; spare = spares.poll()) {
      if (!spare.hasEnded()) {
        return spare;
      }
    }
    return start();
  }

  private WorkerProcess start() {
    Path socket = folder.resolve(sockets.incrementAndGet() + ".sock");
    WorkerProcess process = WorkerProcess.start(command, socket);
    alive.add(process);
    process.whenEnded(
        () -> {
          alive.remove(process);
          spares.remove(process);
        });
    return process;
  }
}
