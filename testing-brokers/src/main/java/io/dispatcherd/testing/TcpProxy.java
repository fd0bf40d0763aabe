package io.dispatcherd.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A network between a service and its PostgreSQL or another server, with the faults of networks: it
 * cuts, freezes, delays, and silently drops. Each fault lasts until {@link #letThrough}, for
 * connections that are made meanwhile too. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
  private enum Fault {
    NONE,
    CUT,
    FREEZE,
    DROP
  }

  private final Supplier<InetSocketAddress> target;
  private final Optional<TestPostgres> postgres;
  private final ServerSocket server;
  private final Set<Link> links = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();

  /** Guards the following. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private Fault fault = Fault.NONE;
  private Duration delay = Duration.ZERO;
  private boolean closed;

  private TcpProxy(
      Supplier<InetSocketAddress> target, Optional<TestPostgres> postgres, ServerSocket server) {
    this.target = target;
    this.postgres = postgres;
    this.server = server;
  }

  /** A proxy to this server, which may be down. The caller closes it. */
  public static TcpProxy to(TestPostgres target) {
    return to(target::address, Optional.of(target));
  }

  /** A proxy to whatever listens there. The caller closes it. */
  public static TcpProxy to(InetSocketAddress target) {
    return to(() -> target, Optional.empty());
  }

  private static TcpProxy to(Supplier<InetSocketAddress> target, Optional<TestPostgres> postgres) {
    try {
      TcpProxy proxy =
          new TcpProxy(target, postgres, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      start(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException("no proxy for tests: " + e.getMessage(), e);
    }
  }

  /**
   * The server, reached through here.
   *
   * @throws java.util.NoSuchElementException if it is another one than PostgreSQL
   */
  public TestPostgres postgres() {
    return postgres.orElseThrow().throughPort(port());
  }

  /** The port on which connections are taken. */
  public int port() {
    return server.getLocalPort();
  }

  /** Resets all connections, and every new one at once. */
  public void cut() {
    become(Fault.CUT, Duration.ZERO);
    links.forEach(Link::reset);
  }

  /** Holds everything up, in both directions. */
  public void freeze() {
    become(Fault.FREEZE, Duration.ZERO);
  }

  /**
   * Swallows everything, in both directions, closing nothing. A connection that has lost something
   * stays dead for good, as when a firewall has forgotten it.
   */
  public void drop() {
    become(Fault.DROP, Duration.ZERO);
  }

  /** Brings everything, but each piece this much later. */
  public void delay(Duration eachPiece) {
    become(Fault.NONE, eachPiece);
  }

  /** Ends the fault. What was held up goes on its way. */
  public void letThrough() {
    become(Fault.NONE, Duration.ZERO);
  }

  /** Has all clients hear this, as if the server had said it. For moments when it says nothing. */
  public void say(byte[] words) {
    links.forEach(link -> link.say(words));
  }

  /** How many connections there are. */
  public int connections() {
    return links.size();
  }

  /** How many connections there have been, those that have ended included. */
  public int connectionsSoFar() {
    return taken.get();
  }

  private void become(Fault next, Duration nextDelay) {
    lock.lock();
    try {
      fault = next;
      delay = nextDelay;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      taken.incrementAndGet();
      start(() -> connect(client));
    }
  }

  private void connect(Socket client) throws IOException {
    Link link = new Link(client, new Socket());
    links.add(link);
    try {
      if (passage() == Fault.CUT) {
        link.reset();
        return;
      }
      link.server.connect(target.get());
    } catch (IOException e) {
      link.reset(); // As a network does that knows the server to be down.
      return;
    }
    start(() -> link.forward(client, link.server));
    start(() -> link.forward(link.server, client));
  }

  /** Waits for as long as the current fault holds things up, and says what it then does to them. */
  private Fault passage() {
    lock.lock();
    try {
      long left = delay.toNanos();
      while (!closed && (fault == Fault.FREEZE || (fault == Fault.NONE && left > 0))) {
        if (fault == Fault.FREEZE) {
          changed.await();
          left = delay.toNanos();
        } else {
          left = Math.min(changed.awaitNanos(left), delay.toNanos());
        }
      }
      return closed ? Fault.CUT : fault;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Fault.CUT;
    } finally {
      lock.unlock();
    }
  }

  private static void start(Transfer transfer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                transfer.run();
              } catch (IOException expected) {
                // One of the two ends was closed, which is how every connection ends here.
              }
            },
            "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    links.forEach(Link::reset);
  }

  /** Two sockets, and what goes from one to the other. */
  private final class Link {
    private final Socket client;
    private final Socket server;

    /** Whether something was swallowed: no end notices anything any more. */
    private volatile boolean dead;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void forward(Socket from, Socket to) throws IOException {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        Fault now = passage();
        dead |= now == Fault.DROP;
        if (!dead) {
          out.write(buffer, 0, count);
        }
      }
      if (!dead && passage() != Fault.DROP) {
        end();
      }
    }

    void say(byte[] words) {
      try {
        client.getOutputStream().write(words);
      } catch (IOException e) {
        // It is closed already.
      }
    }

    void reset() {
      try {
        client.setSoLinger(true, 0);
      } catch (IOException e) {
        // It is closed already.
      }
      end();
    }

    private void end() {
      links.remove(this);
      try (client;
          server) {
        // Both are closed, whatever becomes of the one closed first.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @FunctionalInterface
  private interface Transfer {
    void run() throws IOException;
  }
}
