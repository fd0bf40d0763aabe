package io.dispatcherd.config.sections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The types of brokers that are there: ours, and those of others on the class path. */
public final class BrokerTypes {
  /** Section {@code pg_notify}. */
  public static final BrokerType PG_NOTIFY = new PgNotifyType();

  /** Section {@code socket}. */
  public static final BrokerType SOCKET = new SocketType();

  private static final List<BrokerType> ALL = find();

  private BrokerTypes() {}

  /** All of them, ours first. */
  public static List<BrokerType> all() {
    return ALL;
  }

  /** That of this name. */
  public static Optional<BrokerType> named(String type) {
    return ALL.stream().filter(each -> each.section().name().equals(type)).findFirst();
  }

  private static List<BrokerType> find() {
    List<BrokerType> found = new ArrayList<>();
    for (BrokerType type :
        ServiceLoader.load(BrokerType.class, BrokerType.class.getClassLoader())) {
      String name = type.section().name();
      if (found.stream().anyMatch(each -> each.section().name().equals(name))) {
        throw new ServiceConfigurationError(
            "two brokers of the type " + name + ", the second one is " + type.getClass().getName());
      }
      found.add(type);
    }
    found.sort(
        Comparator.comparingInt(BrokerTypes::rank).thenComparing(each -> each.section().name()));
    return List.copyOf(found);
  }

  private static int rank(BrokerType type) {
    return switch (type.section().name()) {
      case "pg_notify" -> 0;
      case "socket" -> 1;
      default -> 2;
    };
  }
}
