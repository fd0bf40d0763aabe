package io.dispatcherd.cli.dashboard;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Settings;
import io.dispatcherd.dashboard.access.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The dashboard as a process that a service has started beside itself: it ends with its input,
 * which the service holds open as long as it lives, however it dies.
 */
public final class DashboardBesideService {
  private DashboardBesideService() {}

  /**
   * Runs it.
   *
   * @param arguments the role of those on this machine, and perhaps the file with the configuration
   */
  public static void main(String[] arguments) {
    Role role = Role.required(arguments[0]);
    Optional<Path> config = Arrays.stream(arguments).skip(1).findFirst().map(Path::of);
    try {
      new DashboardProgram(Settings.forProgram(config), OptionalInt.empty(), true, role)
          .run(DashboardBesideService::watchInput);
    } catch (ConfigurationException e) {
      System.err.println("dispatcherd dashboard: " + e.getMessage());
      System.exit(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void watchInput(Runnable stop) {
    Thread.ofPlatform()
        .name("end-of-service")
        .daemon()
        .start(
            () -> {
              awaitEnd();
              stop.run();
            });
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes anything.
      }
    } catch (IOException e) {
      // That is an end, too.
    }
  }
}
