package io.dispatcherd.cli.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.dashboard.DashboardServlet;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The web server that shows the dashboard. Thread-safe. */
final class DashboardServer implements AutoCloseable {
  /** Open pages hold no thread, so that these are for requests that are being answered. */
  private static final int MOST_THREADS = 32;

  private static final int LEAST_THREADS = 4;
  private static final int LONGEST_HEADERS = 16 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofSeconds(2);

  private final Server server;
  private final ServerConnector connector;
  private final DashboardServlet servlet;
  private final DashboardSettings settings;

  private DashboardServer(DashboardServlet servlet, DashboardSettings settings) {
    this.servlet = servlet;
    this.settings = settings;
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, LEAST_THREADS);
    threads.setName("dashboard");
    server = new Server(threads);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
    connector.setHost(settings.host());
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(context(servlet));
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(STOP.toMillis());
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(LONGEST_HEADERS);
    return http;
  }

  private static ServletContextHandler context(DashboardServlet servlet) {
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    context.setErrorHandler(new PlainErrors());
    return context;
  }

  /**
   * Starts it.
   *
   * @param port 0: any free one
   * @param isPortWish whether any free port will do if that one is taken
   * @throws ConfigurationException if it can't listen there
   */
  static DashboardServer start(
      DashboardServlet servlet, DashboardSettings settings, int port, boolean isPortWish) {
    DashboardServer started = new DashboardServer(servlet, settings);
    try {
      started.listen(port, isPortWish);
      started.server.start();
      return started;
    } catch (Exception e) {
      started.close();
      throw e instanceof ConfigurationException known
          ? known
          : new IllegalStateException("Jetty doesn't start", e);
    }
  }

  private void listen(int port, boolean isPortWish) {
    connector.setPort(port);
    try {
      connector.open();
    } catch (IOException e) {
      if (isPortWish && port != 0 && isTaken(e)) {
        listen(0, false);
        return;
      }
      throw new ConfigurationException(
          "dashboard: can't listen on %s, port %d: %s%s"
              .formatted(
                  settings.host(),
                  port,
                  reason(e),
                  isTaken(e) ? ". Give another with --port, or 0 for any free one" : ""));
    }
  }

  private static boolean isTaken(IOException e) {
    return e instanceof BindException || e.getCause() instanceof BindException;
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Where browsers find it, with the folder of its pages. */
  String address() {
    return settings
        .publicUrl()
        .map(Object::toString)
        .orElseGet(
            () ->
                "http://%s:%d%s"
                    .formatted(
                        settings.host().contains(":")
                            ? "[" + settings.host() + "]"
                            : settings.host(),
                        connector.getLocalPort(),
                        settings.pathPrefix()));
  }

  /** Waits until it has stopped. */
  void awaitStop() throws InterruptedException {
    server.join();
  }

  /** Ends open pages, and stops when what is being answered is, after some seconds at most. */
  @Override
  public void close() {
    servlet.setLive(false);
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty doesn't stop", e);
    }
  }
}
