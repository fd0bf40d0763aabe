package io.dispatcherd.dashboard;

import io.dispatcherd.config.Settings;
import io.dispatcherd.queue.PgQueueSettings;
import io.dispatcherd.queue.QueueTables;
import io.dispatcherd.testing.TestPostgres;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Principal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The dashboard on Jetty at a free port of this machine, over a queue of its own in a real
 * PostgreSQL. Thread-safe.
 */
public final class ServedDashboard implements AutoCloseable {
  private final Server server = new Server();
  private final ServerConnector connector;
  private final String schema;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServedDashboard(String schema, DashboardServlet servlet, String mapping)
      throws Exception {
    this(schema, servlet, mapping, false);
  }

  private ServedDashboard(
      String schema, DashboardServlet servlet, String mapping, boolean isSignedIn)
      throws Exception {
    this.schema = schema;
    connector = new ServerConnector(server, 1, 1);
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    ServletHolder holder = new ServletHolder(servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, mapping);
    if (isSignedIn) {
      FilterHolder filter = new FilterHolder(new SignedInFilter());
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    server.setHandler(context);
    server.start();
  }

  /** A name for a queue's schema that nobody else has. */
  public static String newSchema() {
    return "dashboard_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }

  /** Settings with a queue whose tables are in this schema. They are made. */
  public static Settings settings(String schema) {
    Settings settings =
        Settings.fromMap(
            Map.of(
                "version",
                2,
                "brokers",
                Map.of(
                    "pg_queue",
                    Map.of(
                        "config",
                        Map.of("conninfo", TestPostgres.shared().conninfo()),
                        "schema",
                        schema))));
    PgQueueSettings queue =
        (PgQueueSettings) Objects.requireNonNull(settings.brokers().get("pg_queue"));
    var unused = new QueueTables(queue).migrate(QueueTables.latest());
    return settings;
  }

  /** Serves it at the root. */
  public static ServedDashboard of(String schema, DashboardServlet servlet) throws Exception {
    return new ServedDashboard(schema, servlet, "/*");
  }

  /** Serves it in an application that has signed everybody in, as what the header X-Role says. */
  public static ServedDashboard signedIn(String schema, DashboardServlet servlet) throws Exception {
    return new ServedDashboard(schema, servlet, "/*", true);
  }

  /** What an application's security does: tells who somebody is and which authorities they have. */
  private static final class SignedInFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      String role = ((HttpServletRequest) request).getHeader("X-Role");
      chain.doFilter(
          role == null
              ? request
              : new HttpServletRequestWrapper((HttpServletRequest) request) {
                @Override
                public Principal getUserPrincipal() {
                  return () -> "ann";
                }

                @Override
                public boolean isUserInRole(String name) {
                  return name.equals(role);
                }
              },
          response);
    }
  }

  /** Serves it mounted in a folder. */
  public static ServedDashboard mounted(String schema, DashboardServlet servlet, String folder)
      throws Exception {
    return new ServedDashboard(schema, servlet, folder + "/*");
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** Where this path is. */
  public URI uri(String path) {
    return URI.create("http://localhost:" + port() + path);
  }

  public HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
  }

  /** Sends a form. */
  public HttpResponse<String> post(String path, String form, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    return send(request, headers);
  }

  /** Sends a form as a page of the dashboard itself does. */
  public HttpResponse<String> postFromOwnPage(String path, String form, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", "http://localhost:" + port())
            .POST(HttpRequest.BodyPublishers.ofString(form));
    return send(request, headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws Exception {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  public HttpClient client() {
    return client;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
  }

  int threads() {
    return server.getThreadPool().getThreads() - server.getThreadPool().getIdleThreads();
  }

  int connections() {
    return connector.getConnectedEndPoints().size();
  }

  /** Stops serving; the queue stays. */
  public void stop() {
    client.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("Jetty doesn't stop", e);
    }
  }

  @Override
  public void close() throws SQLException {
    stop();
    drop(schema);
  }

  /** Drops the tables of a queue. */
  public static void drop(String schema) throws SQLException {
    try (Connection connection = DriverManager.getConnection(TestPostgres.shared().jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    }
  }
}
