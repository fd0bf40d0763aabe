package io.dispatcherd.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of a connection that libpq knows, and the environment variable of each. */
public enum LibpqKeyword {
  SERVICE("PGSERVICE"),
  SERVICEFILE("PGSERVICEFILE"),
  USER("PGUSER"),
  PASSWORD("PGPASSWORD"),
  PASSFILE("PGPASSFILE"),
  CHANNEL_BINDING("PGCHANNELBINDING"),
  CONNECT_TIMEOUT("PGCONNECT_TIMEOUT"),
  DBNAME("PGDATABASE"),
  HOST("PGHOST"),
  HOSTADDR("PGHOSTADDR"),
  PORT("PGPORT"),
  CLIENT_ENCODING("PGCLIENTENCODING"),
  OPTIONS("PGOPTIONS"),
  APPLICATION_NAME("PGAPPNAME"),
  FALLBACK_APPLICATION_NAME(""),
  KEEPALIVES(""),
  KEEPALIVES_IDLE(""),
  KEEPALIVES_INTERVAL(""),
  KEEPALIVES_COUNT(""),
  TCP_USER_TIMEOUT(""),
  SSLMODE("PGSSLMODE"),
  SSLNEGOTIATION("PGSSLNEGOTIATION"),
  SSLCOMPRESSION("PGSSLCOMPRESSION"),
  SSLCERT("PGSSLCERT"),
  SSLKEY("PGSSLKEY"),
  SSLCERTMODE("PGSSLCERTMODE"),
  SSLPASSWORD(""),
  SSLROOTCERT("PGSSLROOTCERT"),
  SSLCRL("PGSSLCRL"),
  SSLCRLDIR("PGSSLCRLDIR"),
  SSLSNI("PGSSLSNI"),
  REQUIREPEER("PGREQUIREPEER"),
  REQUIRE_AUTH("PGREQUIREAUTH"),
  MIN_PROTOCOL_VERSION("PGMINPROTOCOLVERSION"),
  MAX_PROTOCOL_VERSION("PGMAXPROTOCOLVERSION"),
  SSL_MIN_PROTOCOL_VERSION("PGSSLMINPROTOCOLVERSION"),
  SSL_MAX_PROTOCOL_VERSION("PGSSLMAXPROTOCOLVERSION"),
  GSSENCMODE("PGGSSENCMODE"),
  KRBSRVNAME("PGKRBSRVNAME"),
  GSSLIB("PGGSSLIB"),
  GSSDELEGATION("PGGSSDELEGATION"),
  REPLICATION(""),
  TARGET_SESSION_ATTRS("PGTARGETSESSIONATTRS"),
  LOAD_BALANCE_HOSTS("PGLOADBALANCEHOSTS");

  private static final Map<String, LibpqKeyword> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(LibpqKeyword::word, Function.identity()));

  private final String word;
  private final String variable;

  LibpqKeyword(String variable) {
    this.word = name().toLowerCase(Locale.ROOT);
    this.variable = variable;
  }

  /** As it's written in a connection string. */
  public String word() {
    return word;
  }

  /** The environment variable that supplies it when nothing else does. */
  public Optional<String> variable() {
    return variable.isEmpty() ? Optional.empty() : Optional.of(variable);
  }

  boolean isSecret() {
    return this == PASSWORD || this == SSLPASSWORD;
  }

  static Set<String> words() {
    return BY_NAME.keySet();
  }

  static Optional<LibpqKeyword> named(String word) {
    return Optional.ofNullable(BY_NAME.get(word));
  }
}
