package io.dispatcherd.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dispatcherd.testing.RestartablePostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose certificate a server must have for which {@code sslmode}, as in libpq. */
@Tag("functional")
final class TlsTest {
  private static final String PASSWORD = "for the test";

  @TempDir private static Path folder;

  private static RestartablePostgres postgres;

  /** A server with a certificate of the authority "signer"; there is another one, "stranger". */
  @BeforeAll
  static void startWithTls() throws Exception {
    keytool("-genkeypair", "-alias", "signer", "-dname", "CN=signer", "-ext", "bc:c");
    keytool("-genkeypair", "-alias", "stranger", "-dname", "CN=stranger", "-ext", "bc:c");
    keytool("-genkeypair", "-alias", "server", "-dname", "CN=elsewhere.example");
    keytool("-certreq", "-alias", "server", "-file", file("server.csr"));
    keytool(
        "-gencert",
        "-alias",
        "signer",
        "-rfc",
        "-infile",
        file("server.csr"),
        "-outfile",
        file("server.crt"));
    for (String authority : List.of("signer", "stranger")) {
      keytool("-exportcert", "-rfc", "-alias", authority, "-file", file(authority + ".crt"));
    }
    postgres = RestartablePostgres.start();
    try (Connection connection = postgres.connection().connect();
        Statement statement = connection.createStatement()) {
      serverWrites(connection, "server.crt", Files.readString(folder.resolve("server.crt")));
      serverWrites(connection, "server.key", key());
      statement.execute("ALTER SYSTEM SET ssl = on");
    }
    postgres.stop();
    postgres.restart();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private static String file(String name) {
    return folder.resolve(name).toString();
  }

  private static void keytool(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("-keystore", file("keys"), "-storepass", PASSWORD));
    if (words[0].equals("-genkeypair")) {
      command.addAll(List.of("-keyalg", "EC", "-validity", "2"));
    }
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertEquals(0, process.waitFor(), () -> read(said));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String key() throws Exception {
    char[] password = PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance(folder.resolve("keys").toFile(), password);
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(keys.getKey("server", password).getEncoded())
        + "\n-----END PRIVATE KEY-----";
  }

  /** As the server's user, for whom alone a key may be. */
  private static void serverWrites(Connection connection, String name, String text)
      throws SQLException, IOException {
    String path;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SHOW data_directory")) {
      result.next();
      path = result.getString(1) + "/" + name;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMP TABLE lines (line text)");
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO lines SELECT unnest(string_to_array(?, E'\\n'))")) {
        insert.setString(1, text.replace("\r", "").strip());
        insert.execute();
      }
      statement.execute("COPY lines TO '" + path.replace("'", "''") + "'");
      statement.execute("DROP TABLE lines");
      Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString("rw-------"));
    }
  }

  private static String encrypted(String parameters) throws SQLException {
    JdbcTarget target =
        ConnectionParameters.parse(postgres.connection().conninfo() + " " + parameters)
            .jdbcTarget();
    try (Connection connection = DriverManager.getConnection(target.url(), target.properties());
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) {
      result.next();
      return result.getString(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca"})
  void aCertificateOfTheAuthorityThatWasNamedIsTaken(String mode) throws Exception {
    assertEquals("t", encrypted("sslmode=" + mode + " sslrootcert=" + file("signer.crt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void aCertificateOfAnotherAuthorityIsRefused(String mode) {
    String parameters = "sslmode=" + mode + " sslrootcert=" + file("stranger.crt");

    assertThrows(SQLException.class, () -> encrypted(parameters));
  }

  @Test
  void theNameOfTheHostCountsOnlyIfThatWasAskedFor() {
    String parameters = "sslmode=verify-full sslrootcert=" + file("signer.crt");

    assertThrows(SQLException.class, () -> encrypted(parameters));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslmode=require", "sslmode=require sslrootcert=/there/is/none.crt"})
  void withoutAnAuthorityEncryptionIsAllThatIsRequired(String parameters) throws Exception {
    assertEquals("t", encrypted(parameters));
  }
}
