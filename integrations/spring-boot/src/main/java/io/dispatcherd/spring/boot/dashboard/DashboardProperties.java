package io.dispatcherd.spring.boot.dashboard;

import io.dispatcherd.config.ConfigurationException;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The dashboard in this application.
 *
 * @param enabled Whether the dashboard is mounted, if dispatcherd-dashboard is on the class path.
 * @param path Where it is mounted.
 */
@ConfigurationProperties("dispatcherd.dashboard")
record DashboardProperties(
    @DefaultValue("true") boolean enabled, @DefaultValue("/dispatcherd") String path) {
  private static final Pattern FOLDER = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+");

  /** Refuses what a servlet can't be mapped to, and the root, where the application itself is. */
  DashboardProperties {
    if (!FOLDER.matcher(path).matches()) {
      throw new ConfigurationException(
          "dispatcherd.dashboard.path: expected a folder such as /dispatcherd or /admin/jobs, got %s"
              .formatted(path));
    }
  }
}
