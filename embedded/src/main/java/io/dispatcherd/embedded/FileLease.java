package io.dispatcherd.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Exclusive use of a file, among the processes of this machine and the threads of this one. The
 * system takes it back when the process dies, however that happens.
 *
 * <p>The system's file locks belong to a process: another thread could not wait for one, and would
 * even release it by closing the same file. Hence the semaphore for each file in front of them.
 */
final class FileLease implements AutoCloseable {

  private static final Map<Path, Semaphore> TURNS = new ConcurrentHashMap<>();

  private final Semaphore turn;
  private final FileChannel channel;

  private FileLease(Semaphore turn, FileChannel channel) {
    this.turn = turn;
    this.channel = channel;
  }

  /** Waits until the file is free. */
  static FileLease acquire(Path file) throws IOException {
    Semaphore turn = turnFor(file);
    turn.acquireUninterruptibly();
    return lock(file, turn, true).orElseThrow();
  }

  /** Returns nothing if another thread or process has the file. */
  static Optional<FileLease> tryAcquire(Path file) throws IOException {
    Semaphore turn = turnFor(file);
    return turn.tryAcquire() ? lock(file, turn, false) : Optional.empty();
  }

  private static Semaphore turnFor(Path file) {
    return TURNS.computeIfAbsent(file.toAbsolutePath().normalize(), f -> new Semaphore(1));
  }

  private static Optional<FileLease> lock(Path file, Semaphore turn, boolean wait)
      throws IOException {
    FileChannel channel = null;
    boolean locked = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = wait ? channel.lock() : channel.tryLock();
      locked = lock != null;
      return locked ? Optional.of(new FileLease(turn, channel)) : Optional.empty();
    } finally {
      if (!locked) {
        if (channel != null) {
          channel.close();
        }
        turn.release();
      }
    }
  }

  /** Gives the file back; to be called once. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      turn.release();
    }
  }
}
