package io.dispatcherd.dashboard;

import io.dispatcherd.dashboard.web.WebApplication;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * All pages of the dashboard, made by {@link Dashboard#builder()}. To be mapped to a folder such as
 * {@code /dispatcherd/*}, with support of asynchronous requests; without that, pages don't live.
 * Thread-safe. Closes what the dashboard has opened when the container destroys it.
 */
public final class DashboardServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient WebApplication application;
  private final transient Runnable closing;

  DashboardServlet(WebApplication application, Runnable closing) {
    this.application = application;
    this.closing = closing;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    application.service(request, response);
  }

  /**
   * Whether open pages are brought up to date, as they are by default. With false those that are
   * end, so that a server that waits for its requests before it stops doesn't wait for them.
   */
  public void setLive(boolean isLive) {
    application.setLive(isLive);
  }

  @Override
  public void destroy() {
    application.close();
    closing.run();
  }
}
