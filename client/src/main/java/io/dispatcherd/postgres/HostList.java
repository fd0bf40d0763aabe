package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import java.util.ArrayList;
import java.util.List;

/**
 * The hosts of a connection, each with its port.
 *
 * @param hosts at least one
 */
record HostList(List<Host> hosts) {

  /**
   * One of them.
   *
   * @param name a name, an address, or the folder of a Unix socket
   * @param port as it was given: perhaps not a number
   * @param givenName what was given as host, even if it's reached by an address given beside it
   */
  record Host(String name, String port, String givenName) {

    boolean isSocketFolder() {
      return name.startsWith("/") || name.startsWith("@");
    }

    /** libpq looks up sockets in the default folders as localhost. */
    String nameInPasswordFile() {
      boolean isDefault = givenName.equals("/tmp") || givenName.equals("/var/run/postgresql");
      return isDefault ? LibpqDefaults.DEFAULT_HOST : givenName;
    }

    /** The port as a number that can be one. */
    int portNumber() {
      try {
        int number = Integer.parseInt(port.strip());
        if (number >= 1 && number <= 65_535) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new ConfigurationException(
          "port: expected a number from 1 to 65535, got \"" + port + "\"");
    }
  }

  /** Matches hosts and ports as libpq does: one port for all, or one for each. */
  static HostList of(ConnectionParameters parameters) {
    List<String> names = list(parameters, LibpqKeyword.HOST);
    List<String> addresses = list(parameters, LibpqKeyword.HOSTADDR);
    List<String> ports = list(parameters, LibpqKeyword.PORT);
    if (!addresses.isEmpty() && !names.isEmpty() && names.size() != addresses.size()) {
      throw new ConfigurationException(
          "host and hostaddr: expected as many of one as of the other, got %d and %d"
              .formatted(names.size(), addresses.size()));
    }
    int count = Math.max(1, Math.max(names.size(), addresses.size()));
    if (ports.size() > 1 && ports.size() != count) {
      throw new ConfigurationException(
          "port: expected one for all hosts or one for each, got %d ports for %d hosts"
              .formatted(ports.size(), count));
    }
    // An address saves a look-up, but only the name is in the server's certificate.
    boolean needsName =
        parameters.find(LibpqKeyword.SSLMODE).filter("verify-full"::equals).isPresent();
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = element(names, i, "");
      String address = element(addresses, i, "");
      String used = address.isEmpty() || (needsName && !name.isEmpty()) ? name : address;
      String port = ports.size() == 1 ? ports.get(0) : element(ports, i, "");
      String reached = used.isEmpty() ? LibpqDefaults.DEFAULT_HOST : used;
      hosts.add(
          new Host(
              reached,
              port.isEmpty() ? LibpqDefaults.DEFAULT_PORT : port,
              name.isEmpty() ? reached : name));
    }
    return new HostList(List.copyOf(hosts));
  }

  private static List<String> list(ConnectionParameters parameters, LibpqKeyword keyword) {
    return parameters
        .find(keyword)
        .filter(text -> !text.isEmpty())
        .map(text -> List.of(text.split(",", -1)))
        .orElse(List.of());
  }

  private static String element(List<String> list, int index, String otherwise) {
    return index < list.size() ? list.get(index) : otherwise;
  }
}
