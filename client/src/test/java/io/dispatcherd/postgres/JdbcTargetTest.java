package io.dispatcherd.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class JdbcTargetTest {
  @TempDir private Path home = Path.of("");

  private JdbcTarget target(String conninfo, Map<String, String> variables) {
    return ConnectionParameters.parse(conninfo)
        .jdbcTarget(new LibpqEnvironment(variables, home, "anna"));
  }

  private JdbcTarget target(String conninfo) {
    return target(conninfo, Map.of());
  }

  private @Nullable String property(String conninfo, String name) {
    return target(conninfo).properties().getProperty(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | jdbc:postgresql://localhost:5432/anna",
        "user=bob | jdbc:postgresql://localhost:5432/bob",
        "host=h port=1 dbname=d | jdbc:postgresql://h:1/d",
        "host=a,b port=1,2 dbname=d | jdbc:postgresql://a:1,b:2/d",
        "host=a,b port=7 dbname=d | jdbc:postgresql://a:7,b:7/d",
        "host=a,,c port=1,,3 dbname=d | jdbc:postgresql://a:1,localhost:5432,c:3/d",
        "postgresql://[::1]/d | jdbc:postgresql://[::1]:5432/d",
        "host=h hostaddr=10.0.0.1 dbname=d | jdbc:postgresql://10.0.0.1:5432/d",
        "host=h hostaddr=10.0.0.1 dbname=d sslmode=verify-full | jdbc:postgresql://h:5432/d",
        "dbname='a b/c?d' | jdbc:postgresql://localhost:5432/a%20b%2Fc%3Fd",
      })
  void urlHasHostsPortsAndDatabase(String conninfo, String url) {
    assertEquals(url, target(conninfo).url());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | user | anna",
        "`` | tcpKeepAlive | true",
        "keepalives=0 | tcpKeepAlive | false",
        "application_name=x | ApplicationName | x",
        "fallback_application_name=x | ApplicationName | x",
        "connect_timeout=3 | connectTimeout | 3",
        "connect_timeout=3 | loginTimeout | 3",
        "connect_timeout=-1 | connectTimeout | 0",
        "options='-c a=b' | options | -c a=b",
        "sslmode=require | sslmode | require",
        "sslrootcert=ca.crt | sslrootcert | ca.crt",
        "sslrootcert=system | sslmode | verify-full",
        "target_session_attrs=read-write | targetServerType | primary",
        "target_session_attrs=standby | targetServerType | secondary",
        "load_balance_hosts=random | loadBalanceHosts | true",
        "channel_binding=require | channelBinding | require",
      })
  void propertyHasTheDriversName(String conninfo, String name, String expected) {
    assertEquals(expected, property(conninfo, name));
  }

  @Nested
  class Tls {
    private Path folder = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
      folder = Files.createDirectory(home.resolve(".postgresql"));
    }

    private Path write(String name) throws IOException {
      return Files.writeString(folder.resolve(name), "");
    }

    @ParameterizedTest
    @CsvSource({
      "require, verify-ca",
      "verify-ca, verify-ca",
      "verify-full, verify-full",
      "prefer, prefer"
    })
    void requiringWithACertificateOfAnAuthorityIsVerifying(String given, String used)
        throws IOException {
      Path own = write("own.crt");

      assertEquals(used, property("sslmode=" + given + " sslrootcert=" + own, "sslmode"));

      Path usual = write("root.crt");
      assertEquals(used, property("sslmode=" + given, "sslmode"));
      assertEquals(usual.toString(), property("sslmode=" + given, "sslrootcert"));
      assertEquals(
          used, target("", Map.of("PGSSLMODE", given)).properties().getProperty("sslmode"));
    }

    @Test
    void requiringWithoutSuchAFileVerifiesNothing() {
      assertEquals("require", property("sslmode=require", "sslmode"));
      assertEquals("require", property("sslmode=require sslrootcert=" + home + "/none", "sslmode"));
    }

    @Test
    void theUsersOwnCertificateIsFoundInTheHome() throws IOException {
      assertNull(property("", "sslcert"));

      Path certificate = write("postgresql.crt");
      Path key = write("postgresql.key");

      assertEquals(certificate.toString(), property("", "sslcert"));
      assertEquals(key.toString(), property("", "sslkey"));
      assertEquals("other.key", property("sslkey=other.key", "sslkey"));

      Path driversForm = write("postgresql.pk8");
      assertEquals(driversForm.toString(), property("", "sslkey"));
    }
  }

  @Test
  void homeIsWhatTheEnvironmentSaysAndElseThatOfTheAccount() {
    Properties system = new Properties();
    system.setProperty("user.home", "/home/anna");
    system.setProperty("os.name", "Linux");

    assertEquals(Path.of("/x"), LibpqEnvironment.of(Map.of("HOME", "/x"), system).home());
    assertEquals(Path.of("/home/anna"), LibpqEnvironment.of(Map.of("HOME", ""), system).home());
    assertEquals(Path.of("/home/anna"), LibpqEnvironment.of(Map.of(), system).home());

    system.setProperty("os.name", "Windows 11");
    assertEquals(Path.of("/home/anna"), LibpqEnvironment.of(Map.of("HOME", "/x"), system).home());
  }

  @Test
  void aVariableThatTheLocaleGarblesIsAnErrorThatNamesIt() {
    Map<String, String> garbled = Map.of("PGPASSWORD", "p\uFFFD\uFFFDss");

    String message =
        String.valueOf(
            assertThrows(ConfigurationException.class, () -> target("", garbled)).getMessage());

    assertTrue(message.contains("PGPASSWORD has characters"), message);
    assertFalse(message.contains("ss\uFFFD"), message);
  }

  @Test
  void aLineOfThePasswordFileThatIsNotUtf8SpoilsNoOther() throws IOException {
    Path file = home.resolve("latin1");
    Files.write(file, "# gr\u00fcn\n*:*:*:*:s3cret\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    assertEquals("s3cret", property("passfile=" + file, "password"));
  }

  @Test
  void theDriverLooksForNoPasswordItself() {
    assertEquals("", property("", "password"));
  }

  @Test
  void driverUnderstandsTheTarget() {
    JdbcTarget target = target("host=a,::1 port=1,2 dbname='my db?' user=u password='p@ss'");

    Properties parsed = Driver.parseURL(target.url(), target.properties());

    assertEquals("a,[::1]", parsed == null ? null : parsed.getProperty("PGHOST"));
    assertEquals("1,2", parsed == null ? null : parsed.getProperty("PGPORT"));
    assertEquals("my db?", parsed == null ? null : parsed.getProperty("PGDBNAME"));
    assertEquals("p@ss", parsed == null ? null : parsed.getProperty("password"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://localhost:port/app",
        "port=0",
        "port=65536",
        "port=1,2",
        "host=a,b port=1,2,3",
        "host=a,b hostaddr=1.2.3.4",
        "host='a/b'",
        "host=/tmp,h",
        "host=@abstract",
        "sslmode=sometimes",
        "connect_timeout=soon",
        "target_session_attrs=mine",
        "sslcrl=revoked.pem",
        "sslcrldir=revoked",
        "requirepeer=postgres",
        "ssl_min_protocol_version=TLSv1.3",
      })
  void valueThatCannotBeUsedIsAnErrorThatNamesIt(String conninfo) {
    String message =
        String.valueOf(
            assertThrows(ConfigurationException.class, () -> target(conninfo)).getMessage());

    assertEquals(true, message.matches("(?s)[a-z_]+( and [a-z]+)?: .*"), message);
  }

  @Test
  void portThatIsNotANumberIsNamed() {
    assertEquals(
        "port: expected a number from 1 to 65535, got \"port\"",
        assertThrows(ConfigurationException.class, () -> target("postgresql://localhost:port/app"))
            .getMessage());
  }

  @Test
  void socketFolderIsReachedThroughASocketFactory() {
    JdbcTarget target = target("host=/run/pg port=5433 dbname=d sslmode=require");

    assertEquals("jdbc:postgresql://localhost:5433/d", target.url());
    assertEquals(
        UnixSocketFactory.class.getName(), target.properties().getProperty("socketFactory"));
    assertEquals("/run/pg", target.properties().getProperty("socketFactoryArg"));
    assertEquals("disable", target.properties().getProperty("sslmode"));
  }

  @Test
  void parameterThatTheDriverDoesNotKnowIsNoted() {
    assertEquals(
        List.of(
            "connection parameter sslsni has no counterpart in the JDBC driver and is ignored",
            "client_encoding is ignored: the JDBC driver always uses UTF-8"),
        target("sslsni=0 client_encoding=latin1 ssl_min_protocol_version=tlsv1.2").notes());
    assertEquals(List.of(), target("client_encoding=UTF-8").notes());
  }

  @Test
  void printingShowsNoPassword() {
    JdbcTarget target = target("password=hunter2");

    assertEquals("hunter2", target.properties().getProperty("password"));
    assertFalse(target.toString().contains("hunter2"), target.toString());
  }

  @Nested
  class Sources {
    private static final Map<String, String> VARIABLES =
        Map.of(
            "PGHOST", "env-host",
            "PGPORT", "6000",
            "PGDATABASE", "env-db",
            "PGUSER", "env-user",
            "PGPASSWORD", "env-password",
            "PGAPPNAME", "env-app",
            "PGCONNECT_TIMEOUT", "9",
            "PGOPTIONS", "-c x=y",
            "PGSSLMODE", "allow");

    private Map<String, String> with(String name, String value) {
      Map<String, String> variables = new HashMap<>(VARIABLES);
      variables.put(name, value);
      return variables;
    }

    @Test
    void variablesSupplyWhatIsAbsent() {
      JdbcTarget target = target("dbname=own", VARIABLES);

      assertEquals("jdbc:postgresql://env-host:6000/own", target.url());
      assertEquals("env-user", target.properties().getProperty("user"));
      assertEquals("env-password", target.properties().getProperty("password"));
      assertEquals("env-app", target.properties().getProperty("ApplicationName"));
      assertEquals("9", target.properties().getProperty("connectTimeout"));
      assertEquals("-c x=y", target.properties().getProperty("options"));
      assertEquals("allow", target.properties().getProperty("sslmode"));
    }

    @Test
    void serviceFileWinsOverVariablesAndLosesToWhatIsGiven() throws IOException {
      Files.writeString(
          home.resolve(".pg_service.conf"),
          """
          # services
          [other]
          host=wrong
          [mine]
            host=service-host
          port=7000
          port=7001

          [next]
          user=wrong
          """);

      JdbcTarget target = target("service=mine port=8000", VARIABLES);

      assertEquals("jdbc:postgresql://service-host:8000/env-db", target.url());
      assertEquals("env-user", target.properties().getProperty("user"));
      assertEquals(target.url(), target("port=8000", with("PGSERVICE", "mine")).url());
    }

    @Test
    void serviceFileMayBeNamedAndTheSystemHasOneToo() throws IOException {
      Path named = Files.writeString(home.resolve("named.conf"), "[a]\nhost=from-named\n");
      Path system = Files.createDirectory(home.resolve("system"));
      Files.writeString(system.resolve("pg_service.conf"), "[b]\nhost=from-system\n");
      Map<String, String> variables =
          Map.of("PGSERVICEFILE", named.toString(), "PGSYSCONFDIR", system.toString());

      assertEquals("jdbc:postgresql://from-named:5432/anna", target("service=a", variables).url());
      assertEquals("jdbc:postgresql://from-system:5432/anna", target("service=b", variables).url());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a]\nhost\n", "[a]\nnonsense=1\n", "[a]\nservice=b\n", "[b]\n"})
    void serviceFileThatLibpqRefusesIsRefused(String content) throws IOException {
      Files.writeString(home.resolve(".pg_service.conf"), content);

      assertThrows(ConfigurationException.class, () -> target("service=a"));
    }

    @Test
    void namedServiceFileMustExist() {
      assertThrows(
          ConfigurationException.class,
          () -> target("service=a", Map.of("PGSERVICEFILE", home.resolve("none").toString())));
    }
  }

  @Nested
  class PasswordFiles {
    private void write(String permissions, String... lines) throws IOException {
      Path file = Files.write(home.resolve(".pgpass"), List.of(lines));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private @Nullable String password(String conninfo) {
      return target(conninfo).properties().getProperty("password");
    }

    @Test
    void firstLineThatFitsSuppliesThePassword() throws IOException {
      write(
          "rw-------",
          "# host:port:database:user:password",
          "h:1:d:u:first",
          "h:*:d:u:second",
          "a\\:b:5432:d:u:with\\:colon\\\\:rest",
          "\\*:5432:d:u:star",
          "localhost:5432:d:u:local",
          "broken:line");

      assertEquals("first", password("host=h port=1 dbname=d user=u"));
      assertEquals("second", password("host=h port=2 dbname=d user=u"));
      assertEquals("with:colon\\", password("host=a:b dbname=d user=u"));
      assertEquals("local", password("dbname=d user=u"));
      assertEquals("local", password("dbname=d user=u host=/tmp"));
      assertEquals("second", password("host=x,h dbname=d user=u"));
      assertEquals("second", password("host=h hostaddr=10.0.0.1 dbname=d user=u"));
      assertEquals("", password("host=h dbname=d user=other"));
    }

    @Test
    void givenPasswordWinsUnlessItIsEmpty() throws IOException {
      write("rw-------", "*:*:*:*:stored");

      assertEquals("given", password("password=given"));
      assertEquals("stored", password("password=''"));
    }

    @Test
    void fileThatOthersCanReadIsIgnoredWithANote() throws IOException {
      write("rw-r-----", "*:*:*:*:stored");

      JdbcTarget target = target("host=h");

      assertEquals(
          List.of(
              "password file "
                  + home.resolve(".pgpass")
                  + " is ignored: others may access it; its permissions should be u=rw (0600)"),
          target.notes());
      // Not absent: then the driver would read the file itself.
      assertEquals("", target.properties().getProperty("password"));
    }

    @Test
    void fileMayBeNamed() throws IOException {
      Path file = Files.writeString(home.resolve("named"), "*:*:*:*:named\n");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

      assertEquals("named", password("passfile=" + file));
      assertEquals(
          "named",
          target("", Map.of("PGPASSFILE", file.toString())).properties().getProperty("password"));
    }
  }
}
