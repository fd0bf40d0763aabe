package io.dispatcherd.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.dashboard.web.Origins;
import io.dispatcherd.dashboard.web.WebOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What the section {@code dashboard} of the settings means for a server of its own. */
final class Standalone {
  private Standalone() {}

  static WebOptions options(DashboardSettings settings) {
    return new WebOptions(
        Optional.of(settings.pathPrefix()),
        settings.publicUrl().map(url -> new Links(url.getRawPath())),
        Origins.of(settings.hosts(), settings.publicUrl()),
        settings.publicUrl().map(url -> url.getScheme().equals("https")),
        settings.maxViewers());
  }

  /**
   * Fails closed: what others reach needs a way to sign in.
   *
   * @throws ConfigurationException if there is none
   */
  static void check(DashboardSettings settings) {
    if (!settings.hasSignIn() && !isLoopback(settings.host())) {
      throw new ConfigurationException(
          "dashboard.host: %s can be reached from other machines, and there is no way to sign in."
                  .formatted(settings.host())
              + " Set users_file, tokens_file or proxy, or host to localhost");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw new ConfigurationException(
          "dashboard.host: %s has no address on this machine".formatted(host));
    }
  }
}
