package io.dispatcherd.rabbitmq.connection;

import com.rabbitmq.client.Connection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of a RabbitMQ, as far as it matters.
 *
 * @param major the first number
 * @param minor the second number
 * @param text as the server says it
 */
public record ServerVersion(int major, int minor, String text) {
  static final String OLDEST = "3.10";

  private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

  /** That of the server behind a connection; of one that doesn't say, the oldest one. */
  public static ServerVersion of(Connection connection) {
    return of(String.valueOf(connection.getServerProperties().get("version")));
  }

  static ServerVersion of(String text) {
    Matcher matcher = NUMBERS.matcher(text);
    return matcher.matches()
        ? new ServerVersion(
            Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), text)
        : new ServerVersion(3, 10, text);
  }

  /** Whether quorum queues have a time to live, on which delays are built. */
  boolean isSupported() {
    return isFrom(3, 10);
  }

  /** Whether quorum queues tell urgent messages from others. */
  public boolean hasPriorities() {
    return isFrom(4, 0);
  }

  /** Whether a queue can say how long a consumer may take. */
  public boolean hasConsumerTimeouts() {
    return isFrom(3, 12);
  }

  private boolean isFrom(int first, int second) {
    return major > first || (major == first && minor >= second);
  }

  @Override
  public String toString() {
    return text;
  }
}
