package io.dispatcherd.metrics;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.limits.HttpLimits;
import io.dispatcherd.limits.Limit;
import io.dispatcherd.limits.LimitHits;
import io.dispatcherd.service.control.MetricsEndpoint;
import io.dispatcherd.threads.VirtualThreads;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server for a few pages. The JDK's own server bounds what clients may take only by system
 * properties, for the whole JVM, and doesn't tell what it refused.
 *
 * <p>One virtual thread accepts, each connection has another, and a third kind cuts off clients
 * that don't take their answer. Thread-safe.
 */
final class MetricsServer implements MetricsEndpoint {
  private static final Logger log = LoggerFactory.getLogger(MetricsServer.class);
  private static final long PAUSE_AFTER_ERROR_SECONDS = 1;
  private static final long LAST_ANSWERS_SECONDS = 5;

  private final MetricsSettings settings;
  private final ServerSocket listener;
  private final HttpLimits limits;
  private final MetricsSite site;
  private final HttpCounts counts;
  private final Semaphore room;

  /** Permits for refused connections that may see their answer through. */
  private final Semaphore lingering;

  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService exchanges =
      Executors.newThreadPerTaskExecutor(VirtualThreads.numbered("metrics-request-"));
  private final ScheduledExecutorService cutoff =
      Executors.newSingleThreadScheduledExecutor(VirtualThreads.named("metrics-cutoff"));
  private final Thread acceptor = VirtualThreads.named("metrics-server").newThread(this::acceptAll);

  private MetricsServer(
      MetricsSettings settings, ServerSocket listener, MetricsSite site, LimitHits hits) {
    this.settings = settings;
    this.listener = listener;
    limits = settings.limits();
    counts = new HttpCounts(hits);
    this.site = site;
    room = new Semaphore(limits.connections());
    lingering = new Semaphore(limits.connections());
  }

  /**
   * Starts to serve.
   *
   * @throws ConfigurationException if the address can't be used
   */
  static MetricsServer open(MetricsSettings settings, MetricsSite site, LimitHits hits) {
    MetricsServer server = new MetricsServer(settings, bind(settings), site, hits);
    server.acceptor.start();
    log.info("Metrics are at http://{}:{}{}", settings.host(), server.port(), MetricsSite.METRICS);
    return server;
  }

  /** The port, also if any was asked for. */
  int port() {
    return listener.getLocalPort();
  }

  @Override
  public Map<String, Object> status() {
    Map<String, Object> http = counts.asMap();
    http.put("is_running", acceptor.isAlive());
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("host", settings.host());
    status.put("port", port());
    status.put("ready", !listener.isClosed());
    status.put("http_server", http);
    return status;
  }

  @Override
  public void close() {
    closed.countDown();
    close(listener);
    try {
      // First, so that nothing is added to what is ended next.
      acceptor.join();
      exchanges.shutdownNow();
      open.forEach(MetricsServer::close);
      if (!exchanges.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
        log.warn("A request for metrics did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cutoff.shutdownNow();
    }
  }

  private static ServerSocket bind(MetricsSettings settings) {
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    if (address.isUnresolved()) {
      throw new ConfigurationException(
          "service.metrics_kwargs.host: there is no address for the name " + settings.host());
    }
    try {
      ServerSocket listener = new ServerSocket();
      try {
        listener.bind(address, settings.limits().connections());
        return listener;
      } catch (IOException e) {
        listener.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "service.metrics_kwargs: can't serve metrics on %s port %d: %s. Choose another port, or 0 for any free one."
              .formatted(settings.host(), settings.port(), e.getMessage()));
    }
  }

  private void acceptAll() {
    try {
      boolean over = false;
      while (!over) {
        try {
          accepted(listener.accept());
        } catch (IOException e) {
          // Either we closed it, or the reason, such as too many open files, would be there again
          // at once.
          over = closed.await(PAUSE_AFTER_ERROR_SECONDS, TimeUnit.SECONDS);
          if (!over) {
            log.warn("Could not accept a connection for metrics: {}", e.getMessage());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accepted(Socket socket) {
    counts.increment(HttpCount.CONNECTIONS_TOTAL);
    if (room.tryAcquire()) {
      open.add(socket);
      exchanges.execute(() -> serve(socket));
    } else {
      refuse(socket);
    }
  }

  private void serve(Socket socket) {
    try {
      new Exchange(socket, limits, site, counts, cutoff).run();
    } finally {
      open.remove(socket);
      room.release();
    }
  }

  /** Says so, without waiting for the client: the few bytes fit into any socket's buffer. */
  private void refuse(Socket socket) {
    Response response = Response.of(HttpStatus.TOO_MANY_CONNECTIONS);
    counts.increment(response.status().countedAs());
    counts.hit(Limit.HTTP_CONNECTIONS, "more than %d at once".formatted(limits.connections()));
    open.add(socket);
    try {
      response.writeTo(socket.getOutputStream(), true);
      socket.shutdownOutput();
      if (lingering.tryAcquire()) {
        exchanges.execute(() -> seeOff(socket));
        return;
      }
    } catch (IOException e) {
      log.debug("A client for metrics left", e);
    }
    end(socket);
  }

  private void seeOff(Socket socket) {
    try {
      Linger.on(socket);
    } finally {
      lingering.release();
      end(socket);
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    close(socket);
  }

  private static void close(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      log.debug("Can't close a socket for metrics", e);
    }
  }
}
