package io.dispatcherd.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.dashboard.access.Access;
import io.dispatcherd.dashboard.access.CallerSource;
import io.dispatcherd.dashboard.access.Role;
import io.dispatcherd.dashboard.access.SignIn;
import io.dispatcherd.dashboard.access.files.FollowedFile;
import io.dispatcherd.dashboard.access.files.SessionKey;
import io.dispatcherd.dashboard.access.files.TokensFile;
import io.dispatcherd.dashboard.access.files.User;
import io.dispatcherd.dashboard.access.files.UsersFile;
import io.dispatcherd.dashboard.access.signin.EndedSessions;
import io.dispatcherd.dashboard.access.signin.SignInLog;
import io.dispatcherd.dashboard.access.signin.TokenCallers;
import io.dispatcherd.dashboard.access.signin.TrustedProxy;
import io.dispatcherd.dashboard.access.signin.UserSignIn;
import io.dispatcherd.dashboard.actions.EndedSessionsTable;
import io.dispatcherd.dashboard.actions.SignInAudit;
import io.dispatcherd.dashboard.pages.show.Links;
import io.dispatcherd.dashboard.reading.QueueTables;
import io.dispatcherd.dashboard.web.Origins;
import io.dispatcherd.dashboard.web.WebOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
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
   * Who may come: those who sign in, by the ways that are configured; without any, whoever comes
   * from this machine.
   *
   * @throws ConfigurationException if a file isn't there, or something in it can't be read
   */
  static Access access(
      DashboardSettings settings, Role ofThisMachine, Optional<QueueTables> queue) {
    if (!settings.hasSignIn()) {
      return Access.ofThisMachine(ofThisMachine);
    }
    Clock clock = Clock.systemUTC();
    List<CallerSource> sources = new ArrayList<>();
    Optional<TrustedProxy> proxy = settings.proxy().map(TrustedProxy::new);
    settings.tokensFile().map(Standalone::tokens).ifPresent(sources::add);
    proxy.ifPresent(sources::add);
    Optional<UserSignIn> users =
        settings
            .usersFile()
            .map(
                file ->
                    new UserSignIn(
                        users(file),
                        SessionKey.seal(settings.sessionKeyFile()),
                        new EndedSessions(queue.map(EndedSessionsTable::new), clock),
                        queue
                            .<SignInLog>map(SignInAudit::new)
                            .orElse((who, role, peer, action, isDone) -> {}),
                        clock));
    users.ifPresent(sources::add);
    return new Access(
        sources,
        users.map(SignIn.class::cast),
        request -> proxy.map(it -> it.peerOf(request)).orElseGet(request::getRemoteAddr));
  }

  private static CallerSource tokens(Path path) {
    return new TokenCallers(
        FollowedFile.of(
            path,
            TokensFile.at(path)::read,
            "tokens_file",
            "dispatcherd dashboard-token NAME --role viewer"));
  }

  private static FollowedFile<User> users(Path path) {
    return FollowedFile.of(
        path,
        UsersFile.at(path)::read,
        "users_file",
        "dispatcherd dashboard-user NAME --role admin");
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
