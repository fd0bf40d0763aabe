package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/** From complete libpq parameters to the terms of the JDBC driver. */
public final class JdbcTranslation {
  /** Parameters that only have another name in the driver. */
  private static final Map<LibpqKeyword, String> RENAMED =
      Map.ofEntries(
          Map.entry(LibpqKeyword.USER, "user"),
          Map.entry(LibpqKeyword.PASSWORD, "password"),
          Map.entry(LibpqKeyword.OPTIONS, "options"),
          Map.entry(LibpqKeyword.SSLMODE, "sslmode"),
          Map.entry(LibpqKeyword.SSLNEGOTIATION, "sslNegotiation"),
          Map.entry(LibpqKeyword.SSLCERT, "sslcert"),
          Map.entry(LibpqKeyword.SSLKEY, "sslkey"),
          Map.entry(LibpqKeyword.SSLPASSWORD, "sslpassword"),
          Map.entry(LibpqKeyword.CHANNEL_BINDING, "channelBinding"),
          Map.entry(LibpqKeyword.REQUIRE_AUTH, "requireAuth"),
          Map.entry(LibpqKeyword.GSSENCMODE, "gssEncMode"),
          Map.entry(LibpqKeyword.KRBSRVNAME, "kerberosServerName"));

  /** Parameters that are translated one by one, or were needed only before. */
  private static final Set<LibpqKeyword> HANDLED =
      EnumSet.of(
          LibpqKeyword.HOST,
          LibpqKeyword.HOSTADDR,
          LibpqKeyword.PORT,
          LibpqKeyword.DBNAME,
          LibpqKeyword.SERVICE,
          LibpqKeyword.SERVICEFILE,
          LibpqKeyword.PASSFILE,
          LibpqKeyword.APPLICATION_NAME,
          LibpqKeyword.FALLBACK_APPLICATION_NAME,
          LibpqKeyword.CONNECT_TIMEOUT,
          LibpqKeyword.TARGET_SESSION_ATTRS,
          LibpqKeyword.LOAD_BALANCE_HOSTS,
          LibpqKeyword.KEEPALIVES,
          LibpqKeyword.SSLROOTCERT,
          LibpqKeyword.CLIENT_ENCODING);

  /** Parameters whose omission would make the connection less safe than requested. */
  private static final Set<LibpqKeyword> NOT_TO_BE_IGNORED =
      EnumSet.of(
          LibpqKeyword.SSLCRL,
          LibpqKeyword.SSLCRLDIR,
          LibpqKeyword.REQUIREPEER,
          LibpqKeyword.SSL_MIN_PROTOCOL_VERSION);

  /** Lowest versions of TLS that ask for no more than the JDK does by itself. */
  private static final Set<String> LOWEST_TLS = Set.of("TLSV1", "TLSV1.1", "TLSV1.2");

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private static final Map<String, String> SERVER_TYPES =
      Map.of(
          "any", "any",
          "read-write", "primary",
          "primary", "primary",
          "read-only", "secondary",
          "standby", "secondary",
          "prefer-standby", "preferSecondary");

  private final ConnectionParameters parameters;
  private final Properties properties = new Properties();
  private final List<String> notes = new ArrayList<>();

  private JdbcTranslation(ConnectionParameters parameters) {
    this.parameters = parameters;
  }

  static JdbcTarget translate(ConnectionParameters given, LibpqEnvironment environment) {
    LibpqDefaults defaults = new LibpqDefaults(environment);
    JdbcTranslation translation = new JdbcTranslation(defaults.complete(given));
    translation.notes.addAll(defaults.notes());
    return translation.target();
  }

  private JdbcTarget target() {
    RENAMED.forEach(
        (keyword, property) ->
            find(keyword).ifPresent(value -> properties.setProperty(property, value)));
    find(LibpqKeyword.APPLICATION_NAME)
        .or(() -> find(LibpqKeyword.FALLBACK_APPLICATION_NAME))
        .ifPresent(name -> properties.setProperty("ApplicationName", name));
    find(LibpqKeyword.SSLMODE).ifPresent(JdbcTranslation::checkSslMode);
    find(LibpqKeyword.SSLROOTCERT).ifPresent(this::trustRootCertificate);
    find(LibpqKeyword.CONNECT_TIMEOUT).ifPresent(this::limitConnecting);
    find(LibpqKeyword.TARGET_SESSION_ATTRS).ifPresent(this::chooseServerType);
    if (find(LibpqKeyword.LOAD_BALANCE_HOSTS).filter("random"::equals).isPresent()) {
      properties.setProperty("loadBalanceHosts", "true");
    }
    boolean keepAlive = find(LibpqKeyword.KEEPALIVES).filter("0"::equals).isEmpty();
    properties.setProperty("tcpKeepAlive", String.valueOf(keepAlive));
    if (find(LibpqKeyword.PASSWORD).isEmpty()) {
      // The driver would look for a password file itself: in the home of the account, whatever HOME
      // says, and without libpq's check of its permissions.
      properties.setProperty("password", "");
    }
    noteUnsupported();
    return new JdbcTarget(url(), properties, notes);
  }

  private Optional<String> find(LibpqKeyword keyword) {
    return parameters.find(keyword).filter(value -> !value.isEmpty());
  }

  private String url() {
    List<HostList.Host> hosts = HostList.of(parameters).hosts();
    String authority =
        hosts.stream().anyMatch(HostList.Host::isSocketFolder)
            ? throughUnixSocket(hosts)
            : hosts.stream()
                .map(host -> urlHost(host.name()) + ":" + host.portNumber())
                .collect(Collectors.joining(","));
    return "jdbc:postgresql://"
        + authority
        + "/"
        + encode(parameters.find(LibpqKeyword.DBNAME).orElse(""));
  }

  /** The driver only knows names and ports; the socket's folder goes to the socket factory. */
  private String throughUnixSocket(List<HostList.Host> hosts) {
    String folder = hosts.get(0).name();
    if (folder.startsWith("@")) {
      throw new ConfigurationException(
          "host: abstract Unix sockets (@…) can't be used from the JVM; name a folder or a host");
    }
    if (hosts.stream().anyMatch(host -> !host.name().equals(folder))) {
      throw new ConfigurationException(
          "host: the folder of a Unix socket can't be combined with other hosts");
    }
    properties.setProperty("socketFactory", UnixSocketFactory.class.getName());
    properties.setProperty("socketFactoryArg", folder);
    // As in libpq, what stays on this machine isn't encrypted.
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    return hosts.stream()
        .map(host -> LibpqDefaults.DEFAULT_HOST + ":" + host.portNumber())
        .collect(Collectors.joining(","));
  }

  private static String urlHost(String name) {
    if (name.chars().anyMatch(c -> c <= ' ' || "/?#@[]".indexOf(c) >= 0)) {
      throw new ConfigurationException("host: can't be the name or address of a host");
    }
    return name.contains(":") ? "[" + name + "]" : name;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void checkSslMode(String mode) {
    if (!SSL_MODES.contains(mode)) {
      throw new ConfigurationException(
          "sslmode: expected disable, allow, prefer, require, verify-ca or verify-full");
    }
  }

  private void trustRootCertificate(String certificate) {
    if (certificate.equals("system")) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
      properties.setProperty("sslmode", "verify-full");
    } else {
      properties.setProperty("sslrootcert", certificate);
    }
  }

  /**
   * Until the session can be used, as in libpq; to the driver, reaching the server is a part of it.
   */
  private void limitConnecting(String seconds) {
    try {
      String limit = String.valueOf(Math.max(0, Integer.parseInt(seconds.strip())));
      properties.setProperty("connectTimeout", limit);
      properties.setProperty("loginTimeout", limit);
    } catch (NumberFormatException e) {
      throw new ConfigurationException("connect_timeout: expected whole seconds");
    }
  }

  private void chooseServerType(String attributes) {
    String type = SERVER_TYPES.get(attributes);
    if (type == null) {
      throw new ConfigurationException(
          "target_session_attrs: expected any, read-write, read-only, primary, standby or"
              + " prefer-standby");
    }
    properties.setProperty("targetServerType", type);
  }

  /** What happens to a parameter without a counterpart in the driver; empty if it has one. */
  public static Optional<String> limitation(LibpqKeyword keyword) {
    if (keyword == LibpqKeyword.SSL_MIN_PROTOCOL_VERSION) {
      return Optional.of("Up to TLSv1.2; the JDBC driver can't be held to more, which is refused.");
    }
    if (NOT_TO_BE_IGNORED.contains(keyword)) {
      return Optional.of("The JDBC driver can't do it; refused, since that would be less safe.");
    }
    return HANDLED.contains(keyword) || RENAMED.containsKey(keyword)
        ? Optional.empty()
        : Optional.of("The JDBC driver can't do it; ignored, with a warning.");
  }

  private static boolean isGrantedAnyway(LibpqKeyword keyword, Optional<String> value) {
    return keyword == LibpqKeyword.SSL_MIN_PROTOCOL_VERSION
        && value
            .map(text -> text.toUpperCase(Locale.ROOT))
            .filter(LOWEST_TLS::contains)
            .isPresent();
  }

  private void noteUnsupported() {
    for (LibpqKeyword keyword : parameters.values().keySet()) {
      Optional<String> value = find(keyword);
      if (limitation(keyword).isEmpty() || isGrantedAnyway(keyword, value)) {
        continue;
      }
      if (NOT_TO_BE_IGNORED.contains(keyword) && value.isPresent()) {
        throw new ConfigurationException(
            keyword.word()
                + ": the JDBC driver has no counterpart, and without it the connection would be"
                + " less safe than this asks for; leave it out if that will do");
      }
      notes.add(
          "connection parameter "
              + keyword.word()
              + " has no counterpart in the JDBC driver and is ignored");
    }
    find(LibpqKeyword.CLIENT_ENCODING)
        .map(encoding -> encoding.replaceAll("[-_]", ""))
        .filter(encoding -> !encoding.equalsIgnoreCase("utf8") && !encoding.equals("auto"))
        .ifPresent(
            encoding -> notes.add("client_encoding is ignored: the JDBC driver always uses UTF-8"));
  }
}
