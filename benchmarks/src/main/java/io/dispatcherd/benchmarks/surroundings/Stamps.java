package io.dispatcherd.benchmarks.surroundings;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Collects the moments that tasks tell, through a named pipe: a JVM has all that it takes to write
 * to a file, while a socket would have it load classes, for which a first task would take as long
 * again. On Linux {@link System#nanoTime} is the same clock in all processes.
 */
public final class Stamps implements AutoCloseable {
  private final Path folder;
  private final Path pipe;
  private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

  public Stamps() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("dispatcherd-stamps");
    pipe = folder.resolve("pipe");
    int status = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("mkfifo " + pipe + " failed, with status " + status);
    }
    // Its own writer as well, so that it has no end while nobody else has it open.
    RandomAccessFile end = new RandomAccessFile(pipe.toFile(), "rw");
    Thread.ofPlatform().daemon().name("stamps").start(() -> read(end));
  }

  /** Where to tell moments. */
  public String pipe() {
    return pipe.toString();
  }

  private void read(RandomAccessFile end) {
    try (end) {
      for (long moment = end.readLong(); moment != 0; moment = end.readLong()) {
        told.add(moment);
      }
    } catch (IOException e) {
      System.err.println("No moments are heard any more: " + e.getMessage());
    }
  }

  /** Waits for the next one. */
  public long next(Duration atMost) throws IOException, InterruptedException {
    Long moment = told.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (moment == null) {
      throw new IOException("no task told a moment within " + atMost.toSeconds() + " s");
    }
    return moment;
  }

  /** Tells a moment; called by tasks. */
  public static void send(String pipe, long nanos) throws IOException {
    try (FileOutputStream out = new FileOutputStream(pipe)) {
      // At once, so that none gets in between the bytes of another.
      out.write(ByteBuffer.allocate(Long.BYTES).putLong(nanos).array());
    }
  }

  @Override
  public void close() throws IOException {
    send(pipe(), 0);
    Folders.remove(folder);
  }
}
