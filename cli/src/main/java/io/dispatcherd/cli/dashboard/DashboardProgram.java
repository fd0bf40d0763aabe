package io.dispatcherd.cli.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.DashboardSettings;
import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.Dashboard;
import io.dispatcherd.dashboard.access.Role;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the dashboard until it is told to stop.
 *
 * @param settings where the queue and the services are, and how the dashboard is reached
 * @param port another than the configured one
 * @param isPortWish whether any free port will do if that one is taken
 * @param loopbackRole what those on this machine may do if there is no way to sign in
 */
public record DashboardProgram(
    Settings settings, OptionalInt port, boolean isPortWish, Role loopbackRole) {
  private static final Logger log = LoggerFactory.getLogger("dispatcherd");

  /**
   * Runs it.
   *
   * @param started is given what stops it, once it runs
   * @throws ConfigurationException if it can't run with these settings
   */
  public void run(Consumer<Runnable> started) throws InterruptedException {
    DashboardSettings its = settings.dashboard();
    try (DashboardServer server =
        DashboardServer.start(
            Dashboard.builder().settings(settings).standalone(loopbackRole).build(),
            its,
            port.orElse(its.port()),
            isPortWish)) {
      log.info("the dashboard is at {}", server.address());
      if (!its.hasSignIn()) {
        log.info(
            "who comes from this machine is {} {} there, and nobody else may come: no way to sign"
                + " in is configured",
            loopbackRole == Role.VIEWER ? "a" : "an",
            loopbackRole.wireName());
      }
      // Not on the thread that says so: it may have to say that this takes too long.
      started.accept(() -> Thread.ofPlatform().name("stop").start(server::close));
      server.awaitStop();
    }
  }
}
