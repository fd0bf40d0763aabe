package io.dispatcherd.postgres;

import java.util.List;
import java.util.Properties;

/**
 * What the PostgreSQL JDBC driver needs to connect. Immutable; shows no password when printed.
 *
 * <p>{@code DriverManager.getConnection(target.url(), target.properties())} connects.
 */
public final class JdbcTarget {
  private final String url;
  private final Properties properties;
  private final List<String> notes;

  /**
   * What a program knows by itself.
   *
   * @param url of the driver for PostgreSQL
   * @param properties user, password and the like
   */
  public JdbcTarget(String url, Properties properties) {
    this(url, properties, List.of());
  }

  JdbcTarget(String url, Properties properties, List<String> notes) {
    this.url = url;
    this.properties = new Properties();
    this.properties.putAll(properties);
    this.notes = List.copyOf(notes);
  }

  /** Hosts, ports and database; never a password. */
  public String url() {
    return url;
  }

  /** Everything else, the password included: a copy, not for showing. */
  public Properties properties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  /**
   * What the user should be warned of, a sentence each: a password file that was ignored,
   * parameters that the driver doesn't know.
   */
  public List<String> notes() {
    return notes;
  }

  @Override
  public String toString() {
    return "JdbcTarget[url=" + url + ", properties=" + properties.stringPropertyNames() + "]";
  }
}
