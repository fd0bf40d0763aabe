package io.dispatcherd.rabbitmq;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.brokers.BrokerException;
import io.dispatcherd.config.Secret;
import io.dispatcherd.rabbitmq.connection.Certificates;
import io.dispatcherd.rabbitmq.connection.Endpoint;
import io.dispatcherd.rabbitmq.connection.Server;
import io.dispatcherd.testing.NeedsVariable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted connections, to a door before the server that has certificates. */
@Tag("functional")
@NeedsVariable(value = TestRabbitMq.VARIABLE, names = TestRabbitMq.NAMES)
@SuppressWarnings("NullAway.Init") // JUnit calls open first
class RabbitMqTlsTest {
  private static final String PASSWORD = "for the test";

  @TempDir private static Path folder;

  private static TestRabbitMq server;
  private static ServerSocket door;

  @BeforeAll
  static void open() throws Exception {
    keytool(
        "-genkeypair", "-alias", "server", "-dname", "CN=localhost", "-ext", "san=dns:localhost");
    keytool("-genkeypair", "-alias", "stranger", "-dname", "CN=stranger", "-ext", "bc:c");
    for (String each : List.of("server", "stranger")) {
      keytool("-exportcert", "-rfc", "-alias", each, "-file", file(each + ".crt"));
    }
    keytool("-delete", "-alias", "stranger");
    KeyStore keys = KeyStore.getInstance(folder.resolve("keys").toFile(), PASSWORD.toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), null, null);
    door =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
    start(RabbitMqTlsTest::accept);
    server = TestRabbitMq.open();
  }

  @AfterAll
  static void close() throws Exception {
    door.close();
    server.close();
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
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, process.waitFor());
  }

  private static void accept() throws IOException {
    while (true) {
      Socket client = door.accept();
      Socket behind = new Socket();
      behind.connect(TestRabbitMq.address());
      start(() -> forward(client, behind));
      start(() -> forward(behind, client));
    }
  }

  private static void forward(Socket from, Socket to) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    }
  }

  private interface Transfer {
    void run() throws IOException;
  }

  private static void start(Transfer transfer) {
    Thread thread =
        new Thread(
            () -> {
              try {
                transfer.run();
              } catch (IOException expected) {
                // One of the two ends was closed, which is how every connection ends here.
              }
            },
            "door");
    thread.setDaemon(true);
    thread.start();
  }

  private static RabbitMqBroker broker(String host, String authority, boolean verifiesHostName)
      throws Exception {
    Certificates certificates =
        new Certificates(
            Optional.of(folder.resolve(authority + ".crt")), Optional.empty(), Secret.of(""));
    Server known = TestRabbitMq.server();
    return new RabbitMqBroker(
        server.options("work"),
        new Server(
            List.of(new Endpoint(host, door.getLocalPort())),
            known.virtualHost(),
            known.user(),
            known.password(),
            Optional.of(new Server.Tls(certificates.context(), verifiesHostName)),
            known.heartbeat(),
            known.connectTimeout()));
  }

  @Test
  void aServerWithATrustedCertificateIsUsed() throws Exception {
    try (RabbitMqBroker broker = broker("localhost", "server", true)) {
      assertDoesNotThrow(broker::prepare);
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefusedUnlessThatIsAllowed() throws Exception {
    try (RabbitMqBroker broker = broker("127.0.0.1", "server", true)) {
      String failure =
          String.valueOf(assertThrows(BrokerException.class, broker::prepare).getMessage());
      assertTrue(failure.contains("127.0.0.1"), failure);
    }
    try (RabbitMqBroker broker = broker("127.0.0.1", "server", false)) {
      assertDoesNotThrow(broker::prepare);
    }
  }

  @Test
  void aCertificateOfAStrangerIsRefused() throws Exception {
    try (RabbitMqBroker broker = broker("localhost", "stranger", true)) {
      assertThrows(BrokerException.class, broker::prepare);
    }
  }
}
