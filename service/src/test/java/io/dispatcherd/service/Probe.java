package io.dispatcherd.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A line from tasks, wherever they run, to the test: words arrive here, and a task that waits goes
 * on when the test releases its word.
 */
public final class Probe implements AutoCloseable {
  /** Long: eight JVMs that start at once on a busy machine take their time. */
  private static final long PATIENCE_SECONDS = 90;

  private final ServerSocket server;
  private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
  private final List<String> all = new CopyOnWriteArrayList<>();
  private final Map<String, BlockingQueue<Socket>> waiting = new ConcurrentHashMap<>();

  public Probe() {
    try {
      server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** The next word that comes. */
  public String next() throws InterruptedException {
    String word = words.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (word == null) {
      throw new AssertionError("no task said anything; before that: " + all);
    }
    return word;
  }

  /** Waits until this word has come; words before it are passed over. */
  public void await(String word) throws InterruptedException {
    for (String heard = next(); !heard.equals(word); heard = next()) {}
  }

  /** Everything that was said so far. */
  public List<String> all() {
    return List.copyOf(all);
  }

  /** Lets a task go on that waits with this word, or will. */
  public void release(String word) throws InterruptedException, IOException {
    Socket socket =
        waiting
            .computeIfAbsent(word, key -> new LinkedBlockingQueue<>())
            .poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (socket == null) {
      throw new AssertionError("no task waits with " + word);
    }
    try (socket) {
      socket.getOutputStream().write('\n');
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (BlockingQueue<Socket> sockets : waiting.values()) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  public static void say(int port, String word) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(socket, "say " + word);
      // The answer makes sure that the word has been heard before the task goes on.
      socket.getInputStream().read();
    }
  }

  public static void sayAndWait(int port, String word) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      write(socket, "wait " + word);
      socket.getInputStream().read();
    }
  }

  private static void write(Socket socket, String line) throws IOException {
    Writer writer = new OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
    writer.write(line + "\n");
    writer.flush();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> hear(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void hear(Socket socket) {
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      String line = reader.readLine();
      if (line == null) {
        socket.close();
        return;
      }
      String word = line.substring(line.indexOf(' ') + 1);
      if (line.startsWith("wait ")) {
        waiting.computeIfAbsent(word, key -> new LinkedBlockingQueue<>()).add(socket);
      }
      all.add(word);
      words.add(word);
      if (line.startsWith("say ")) {
        try (socket) {
          socket.getOutputStream().write('\n');
        }
      }
    } catch (IOException e) {
      // The task's worker died while it spoke.
    }
  }
}
