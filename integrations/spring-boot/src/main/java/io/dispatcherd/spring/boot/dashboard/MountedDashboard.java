package io.dispatcherd.spring.boot.dashboard;

import io.dispatcherd.dashboard.DashboardServlet;
import jakarta.servlet.Servlet;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.SmartLifecycle;

/**
 * The dashboard in the application's web server. Open pages are requests that never end; they end
 * before the web server waits for its requests.
 */
public final class MountedDashboard extends ServletRegistrationBean<Servlet>
    implements SmartLifecycle {
  /** Before the web server in stopping. */
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 50;

  private final DashboardServlet dashboard;
  private volatile boolean isRunning;

  /**
   * Mounts it.
   *
   * @param asked what is registered: the dashboard, or what passes requests on to it
   */
  MountedDashboard(DashboardServlet dashboard, Servlet asked, String path) {
    super(asked, path + "/*");
    this.dashboard = dashboard;
    setName("dispatcherdDashboard");
    setAsyncSupported(true);
  }

  @Override
  public void start() {
    dashboard.setLive(true);
    isRunning = true;
  }

  @Override
  public void stop() {
    isRunning = false;
    dashboard.setLive(false);
  }

  @Override
  public boolean isRunning() {
    return isRunning;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
