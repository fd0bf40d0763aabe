package io.dispatcherd.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the dashboard is reached, and who may come: section {@code dashboard}. Services take no
 * notice of it. Immutable.
 *
 * @param host name or address to listen on
 * @param port port to listen on; 0: any free one
 * @param pathPrefix the folder that all its pages are in; begins and ends with a slash
 * @param publicUrl where browsers find it, if that is another address: {@code http} or {@code
 *     https}, ending with a slash
 * @param hosts the names that it answers for besides {@code localhost}, addresses and that of
 *     {@code publicUrl}
 * @param usersFile those who may sign in with a password
 * @param tokensFile the bearer tokens of scripts
 * @param sessionKeyFile what sessions are sealed with, so that they outlive a restart
 * @param proxy whom to believe who has been signed in
 * @param hide names of values that nobody is shown, in lower case
 * @param maxViewers how many pages may be live at once
 */
public record DashboardSettings(
    String host,
    int port,
    String pathPrefix,
    Optional<URI> publicUrl,
    List<String> hosts,
    Optional<Path> usersFile,
    Optional<Path> tokensFile,
    Optional<Path> sessionKeyFile,
    Optional<Proxy> proxy,
    Set<String> hide,
    int maxViewers) {
  public DashboardSettings {
    hosts = List.copyOf(hosts);
    hide = Set.copyOf(hide);
  }

  /** Whether there is a way to sign in: without one, it is for this machine only. */
  public boolean hasSignIn() {
    return usersFile.isPresent() || tokensFile.isPresent() || proxy.isPresent();
  }

  /**
   * A proxy that signs people in and says in headers who they are. Immutable.
   *
   * @param addresses from where it comes: addresses, or blocks such as {@code 10.0.0.0/8}
   * @param userHeader the header with the name
   * @param groupsHeader the header with the groups, separated by commas
   * @param roles the role of each group: {@code viewer}, {@code operator} or {@code admin}
   */
  public record Proxy(
      List<String> addresses, String userHeader, String groupsHeader, Map<String, String> roles) {
    public Proxy {
      addresses = List.copyOf(addresses);
      roles = Map.copyOf(roles);
    }
  }
}
