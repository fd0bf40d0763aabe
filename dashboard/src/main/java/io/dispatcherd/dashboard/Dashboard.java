package io.dispatcherd.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.access.Access;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.reading.Sources;
import io.dispatcherd.dashboard.site.Site;
import io.dispatcherd.dashboard.web.Route;
import io.dispatcherd.dashboard.web.WebApplication;
import io.dispatcherd.dashboard.web.WebOptions;
import io.dispatcherd.publish.Dispatcherd;
import io.dispatcherd.queue.PgQueueSettings;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Builds the dashboard as a servlet. Each method returns this builder. For one thread.
 *
 * <pre>{@code
 * DashboardServlet servlet = Dashboard.builder().settings(settings).build();
 * }</pre>
 */
public final class Dashboard {
  private @Nullable Settings settings;
  private @Nullable DataSource pool;
  private @Nullable Dispatcherd ofTheApplication;
  private Access access = Access.ofThisMachine(Role.VIEWER);
  private @Nullable Role standalone;

  private Dashboard() {}

  /** A builder. It needs {@link #settings}. */
  public static Dashboard builder() {
    return new Dashboard();
  }

  /** Where services and the queue are: the configuration that services have. */
  public Dashboard settings(Settings read) {
    settings = read;
    return this;
  }

  /** Reads the queue's tables on connections of this pool, in place of a few of its own. */
  public Dashboard dataSource(DataSource application) {
    pool = application;
    return this;
  }

  /** Asks services through this client, which stays open, in place of one of its own. */
  public Dashboard client(Dispatcherd client) {
    ofTheApplication = client;
    return this;
  }

  /**
   * Those may come whom the application has signed in: its authorities {@code DISPATCHERD_VIEWER},
   * {@code DISPATCHERD_OPERATOR} and {@code DISPATCHERD_ADMIN} are the roles, as {@code
   * HttpServletRequest.isUserInRole} tells them. Without this everybody on the same machine may
   * look, and nobody else.
   */
  public Dashboard applicationRoles() {
    access = Access.ofApplication();
    return this;
  }

  /**
   * For a server of its own, mapped to all paths: the section {@code dashboard} of the settings
   * says where it is reached, under which names, and how many may look at once.
   *
   * @param loopbackRole what those on this machine may do, as long as no way to sign in is
   *     configured
   */
  public Dashboard standalone(Role loopbackRole) {
    standalone = loopbackRole;
    return this;
  }

  /**
   * Connects to nothing yet.
   *
   * @throws ConfigurationException if it is for a server of its own that others than this machine
   *     reach, and nobody could sign in
   */
  public DashboardServlet build() {
    if (settings == null) {
      throw new IllegalStateException("give settings: where the queue and the services are");
    }
    if (standalone != null) {
      Standalone.check(settings.dashboard());
    }
    boolean isOwn = ofTheApplication == null;
    Dispatcherd client =
        ofTheApplication == null ? Dispatcherd.fromSettings(settings) : ofTheApplication;
    Optional<QueueConnections> queue = queue(settings);
    Runnable closing =
        () -> {
          queue.ifPresent(QueueConnections::close);
          if (isOwn) {
            client.close();
          }
        };
    try {
      Sources sources = new Sources(client, queue.map(QueueConnections::tables));
      return new DashboardServlet(application(settings, sources), closing);
    } catch (RuntimeException e) {
      closing.run();
      throw e;
    }
  }

  private WebApplication application(Settings read, Sources sources) {
    List<Route> routes = Site.routes(sources, read.dashboard().hide());
    if (standalone == null) {
      return new WebApplication(WebOptions.mounted(), access, routes);
    }
    return new WebApplication(
        Standalone.options(read.dashboard()),
        Standalone.access(read.dashboard(), standalone, sources.queue()),
        routes);
  }

  private Optional<QueueConnections> queue(Settings read) {
    return read.brokers().values().stream()
        .filter(PgQueueSettings.class::isInstance)
        .map(PgQueueSettings.class::cast)
        .findFirst()
        .map(queue -> QueueConnections.of(queue, Optional.ofNullable(pool)));
  }
}
