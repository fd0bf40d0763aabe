package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.Secret;
import io.dispatcherd.config.schema.Suggestion;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to connect to PostgreSQL, in libpq's terms. What is missing is completed when connecting, as
 * libpq does: see {@link #jdbcTarget()}. Immutable; shows no password when printed.
 */
public final class ConnectionParameters {
  private final Map<LibpqKeyword, String> values;

  ConnectionParameters(Map<LibpqKeyword, String> values) {
    Map<LibpqKeyword, String> copy = new EnumMap<>(LibpqKeyword.class);
    copy.putAll(values);
    copy.forEach(ConnectionParameters::checkText);
    this.values = Collections.unmodifiableMap(copy);
  }

  /** libpq ends every value at a zero byte; cutting one off silently would be wrong. */
  private static void checkText(LibpqKeyword keyword, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new ConfigurationException(keyword.word() + ": can't contain a zero byte");
    }
  }

  /**
   * Reads a connection string: {@code keyword=value} pairs or a {@code postgresql://} URI.
   *
   * @throws ConfigurationException if libpq would refuse it
   */
  public static ConnectionParameters parse(String conninfo) {
    return new ConnectionParameters(
        ConninfoUri.isUri(conninfo) ? ConninfoUri.parse(conninfo) : ConninfoParser.parse(conninfo));
  }

  /**
   * These parameters with some replaced.
   *
   * @param keywords libpq keywords and their values
   * @throws ConfigurationException if libpq doesn't know a keyword
   */
  public ConnectionParameters with(Map<String, String> keywords) {
    Map<LibpqKeyword, String> merged = new EnumMap<>(LibpqKeyword.class);
    merged.putAll(values);
    keywords.forEach(
        (word, value) ->
            merged.put(
                LibpqKeyword.named(word)
                    .orElseThrow(
                        () ->
                            new ConfigurationException(
                                "\""
                                    + word
                                    + "\" isn't a connection parameter"
                                    + Suggestion.forUnknown(word, LibpqKeyword.words()))),
                value));
    return new ConnectionParameters(merged);
  }

  /**
   * What the JDBC driver needs: these parameters, completed as libpq would now from the service
   * file, the {@code PG*} environment variables, its defaults and the password file.
   *
   * @throws ConfigurationException if a value can't be used, such as a port that isn't a number
   */
  public JdbcTarget jdbcTarget() {
    return jdbcTarget(LibpqEnvironment.current());
  }

  JdbcTarget jdbcTarget(LibpqEnvironment environment) {
    return JdbcTranslation.translate(this, environment);
  }

  /** The value of a libpq keyword, if it was given; passwords only through {@link #password()}. */
  public Optional<String> get(String keyword) {
    return LibpqKeyword.named(keyword).filter(known -> !known.isSecret()).flatMap(this::find);
  }

  /** The password, if it was given. */
  public Optional<Secret> password() {
    return find(LibpqKeyword.PASSWORD).map(Secret::of);
  }

  public Optional<String> find(LibpqKeyword keyword) {
    return Optional.ofNullable(values.get(keyword));
  }

  /** Everything that was given, secrets included. */
  Map<LibpqKeyword, String> values() {
    return values;
  }

  /** Everything that was given, by keyword, secrets included: not for showing. */
  public Map<String, String> reveal() {
    Map<String, String> revealed = new LinkedHashMap<>();
    values.forEach((keyword, value) -> revealed.put(keyword.word(), value));
    return Collections.unmodifiableMap(revealed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConnectionParameters that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** The parameters as a connection string, secrets masked. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(
            entry ->
                entry.getKey().word()
                    + "="
                    + (entry.getKey().isSecret()
                        ? Secret.of(entry.getValue()).toString()
                        : quote(entry.getValue())))
        .collect(Collectors.joining(" "));
  }

  static String quote(String value) {
    return value.matches("[A-Za-z0-9_./,:+-]+")
        ? value
        : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
