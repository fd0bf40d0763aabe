package io.dispatcherd.postgres.connection;

import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name of this JVM's time zone, which the driver tells the server. Java has some with three
 * letters ({@code TZ=JST}) that PostgreSQL doesn't know and for which it refuses the connection.
 * The driver always sends the JVM's default zone.
 */
final class ZoneName {
  private static final Logger log = LoggerFactory.getLogger(ZoneName.class);

  /** Names with three letters that PostgreSQL knows. */
  private static final Set<String> KNOWN = Set.of("EST", "MST", "HST");

  private ZoneName() {}

  /** Gives the JVM's zone its full name if needed: the same zone, with the same rules. */
  static void makeKnown() {
    String name = TimeZone.getDefault().getID();
    fullName(name)
        .ifPresent(
            full -> {
              log.info(
                  "PostgreSQL knows no time zone {}; this JVM calls it {} from now on", name, full);
              TimeZone.setDefault(TimeZone.getTimeZone(full));
            });
  }

  /** A zone's full name; empty if its name is fine. */
  static Optional<String> fullName(String name) {
    return KNOWN.contains(name)
        ? Optional.empty()
        : Optional.ofNullable(ZoneId.SHORT_IDS.get(name));
  }
}
