package io.dispatcherd.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.EmbeddedPostgresProvider;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("functional")
class EmbeddedPostgresTest {

  private final EmbeddedPostgres provider = EmbeddedPostgres.withoutDurability();
  private final List<String> progress = new ArrayList<>();

  @TempDir private Path temporary;
  private Path folder = Path.of("");

  @BeforeEach
  void chooseFolderThatDoesNotExist() {
    folder = temporary.resolve("postgres");
  }

  private RunningPostgres start() throws IOException {
    return provider.start(folder, progress::add);
  }

  private static void assertSays(String words, IOException failure) {
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(words), message);
  }

  @Test
  void clientFindsTheProvider() throws IOException {
    assertInstanceOf(EmbeddedPostgres.class, EmbeddedPostgresProvider.load());
  }

  @Test
  void firstStartCreatesTheDatabaseAndSaysSo() throws Exception {
    try (RunningPostgres server = start()) {
      assertTrue(server.isOwner());
      assertEquals("17", Sql.query(server.location(), "SHOW server_version").substring(0, 2));
      assertTrue(progress.contains("creating a PostgreSQL database in " + folder.toRealPath()));
    }
  }

  @Test
  void durableServerWritesDurably() throws Exception {
    try (RunningPostgres server = new EmbeddedPostgres().start(folder, progress::add)) {
      assertEquals("on", Sql.query(server.location(), "SHOW fsync"));
      assertEquals("on", Sql.query(server.location(), "SHOW synchronous_commit"));
    }
  }

  @Test
  void stoppedServerIsGoneAndLeavesNoProcess() throws Exception {
    RunningPostgres server = start();
    ProcessHandle process = ProcessHandle.of(server.location().pid()).orElseThrow();

    server.close();
    server.close();

    assertThrows(SQLException.class, () -> Sql.connect(server.location()));
    assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  @Test
  void secondStartKeepsDataPasswordAndPort() throws Exception {
    EmbeddedPostgresLocation before;
    try (RunningPostgres server = start()) {
      before = server.location();
      Sql.execute(before, "CREATE TABLE kept AS SELECT 7 AS number");
    }
    try (RunningPostgres server = start()) {
      assertEquals(before.conninfo(), server.location().conninfo());
      assertEquals("7", Sql.query(before, "SELECT number FROM kept"));
    }
  }

  @Test
  void concurrentStartsShareOneServer() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      Callable<RunningPostgres> start = () -> provider.start(folder, line -> {});
      List<RunningPostgres> servers = new ArrayList<>();
      for (Future<RunningPostgres> result :
          threads.invokeAll(List.of(start, start, start, start))) {
        servers.add(result.get());
      }
      assertEquals(1, servers.stream().filter(RunningPostgres::isOwner).count());
      assertEquals(1, servers.stream().map(s -> s.location().pid()).distinct().count());

      servers.stream().filter(server -> !server.isOwner()).forEach(RunningPostgres::close);
      assertEquals("1", Sql.query(servers.get(0).location(), "SELECT 1"));
      servers.forEach(RunningPostgres::close);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "do\"uble $HOME x",
        "`touch executed` $(touch executed); touch executed",
        "o'brien \\ & 50%p"
      })
  void namesOfFoldersAreTakenAsTheyAre(String name) throws Exception {
    folder = temporary.resolve(name).resolve("postgres");
    for (int i = 0; i < 2; i++) {
      try (RunningPostgres server = start()) {
        assertEquals(
            folder.toRealPath().resolve("data").toString(),
            Sql.query(server.location(), "SHOW data_directory"));
      }
      assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
    }
    try (Stream<Path> all = Files.walk(temporary)) {
      assertTrue(all.noneMatch(path -> path.endsWith("executed")));
    }
  }

  @Test
  void aLineBreakInTheNameOfTheFolderIsRefused() {
    folder = temporary.resolve("two\nlines");

    assertSays("line break", assertThrows(IOException.class, this::start));
  }

  @Nested
  class Access {

    @Test
    void serverListensOnTheLoopbackAddressOnly() throws Exception {
      try (RunningPostgres server = start()) {
        assertEquals("127.0.0.1", Sql.query(server.location(), "SHOW listen_addresses"));
        assertEquals("", Sql.query(server.location(), "SHOW unix_socket_directories"));
      }
    }

    @Test
    void wrongPasswordIsRefused() throws Exception {
      try (RunningPostgres server = start()) {
        SQLException refused =
            assertThrows(
                SQLException.class,
                () ->
                    DriverManager.getConnection(
                        server.location().jdbcUrl(), EmbeddedPostgresLocation.USER, "guess"));
        assertEquals("28P01", refused.getSQLState());
      }
    }

    @Test
    void passwordIsForItsOwnerOnlyAndNotInWhatIsPrinted() throws Exception {
      try (RunningPostgres server = start()) {
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("password"))));
        String password = server.location().password();
        assertEquals(48, password.length());
        assertFalse(server.location().toString().contains(password));
        assertFalse(String.join("\n", progress).contains(password));
        assertFalse(Files.exists(folder.resolve("password.new")));
      }
    }
  }

  @Nested
  class Recovery {

    @Test
    void killedServerIsStartedAgainWithItsDataAndAtItsPort() throws Exception {
      try (RunningPostgres server = start()) {
        EmbeddedPostgresLocation before = server.location();
        Sql.execute(before, "CREATE TABLE kept AS SELECT 7 AS number");

        for (int i = 0; i < 2; i++) {
          EmbeddedPostgresLocation killed = kill(server);

          awaitAnother(killed, server);
          assertEquals(before.conninfo(), server.location().conninfo());
          assertEquals("7", Sql.query(server.location(), "SELECT number FROM kept"));
        }
        try (RunningPostgres guest = start()) {
          assertEquals("1", Sql.query(guest.location(), "SELECT 1"));
        }
      }
      assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
    }

    @Test
    void aServerThatIsClosedRightAfterItWasKilledStaysDown() throws Exception {
      RunningPostgres server = start();
      kill(server);

      server.close();

      assertFalse(EmbeddedPostgresLocation.isRunning(folder));
      try (RunningPostgres next = start()) {
        assertTrue(next.isOwner());
      }
    }

    private EmbeddedPostgresLocation kill(RunningPostgres server) {
      EmbeddedPostgresLocation location = server.location();
      ProcessHandle process = ProcessHandle.of(location.pid()).orElseThrow();
      process.destroyForcibly();
      process.onExit().join();
      return location;
    }

    private void awaitAnother(EmbeddedPostgresLocation killed, RunningPostgres server) {
      long start = System.nanoTime();
      while (server.location().pid() == killed.pid()) {
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60), progress::toString);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }

    @Test
    void processIdThatBelongsToAnotherProcessNowDoesNotHinder() throws Exception {
      Path processFile = folder.resolve("data").resolve("postmaster.pid");
      RunningPostgres server = start();
      List<String> lines = new ArrayList<>(Files.readAllLines(processFile));
      server.close();
      lines.set(0, String.valueOf(ProcessHandle.current().pid()));
      Files.write(processFile, lines);

      assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
      try (RunningPostgres again = start()) {
        assertEquals("1", Sql.query(again.location(), "SELECT 1"));
      }
    }

    @Test
    void interruptedCreationStartsAnew() throws Exception {
      Files.createDirectories(folder.resolve("data.new").resolve("base"));
      Files.writeString(folder.resolve("data.new").resolve("PG_VERSION"), "17\n");
      Files.writeString(folder.resolve("password.new"), "old");

      try (RunningPostgres server = start()) {
        assertEquals("1", Sql.query(server.location(), "SELECT 1"));
      }
    }

    @Test
    void dataOfAnotherVersionIsLeftAlone() throws Exception {
      Path version = folder.resolve("data").resolve("PG_VERSION");
      start().close();
      Files.writeString(version, "12\n");

      IOException refused = assertThrows(IOException.class, EmbeddedPostgresTest.this::start);

      assertSays("is of PostgreSQL 12, this is 17", refused);
      assertEquals("12\n", Files.readString(version));
    }

    @Test
    void brokenDataIsReportedWithTheWordsOfTheServer() throws Exception {
      start().close();
      Files.writeString(folder.resolve("data").resolve("postgresql.conf"), "nonsense = 1\n");

      IOException refused = assertThrows(IOException.class, EmbeddedPostgresTest.this::start);

      assertSays("\"nonsense\"", refused);
    }
  }

  @Nested
  class UnderRoot {

    @BeforeEach
    void onlyRoot() {
      assumeTrue(ServerUser.isRoot(), "this is about root");
    }

    private RunningPostgres startAs(List<ServerUser> users) throws IOException {
      return new EmbeddedPostgres(false, root -> users).start(folder, progress::add);
    }

    private ServerUser unusable() {
      return new ServerUser(
          "root with a missing program",
          OptionalInt.empty(),
          ServerUser.prefix(List.of("no-such-program")));
    }

    @Test
    void anotherUserRunsTheServerWhereNamespacesAreForbidden() throws Exception {
      List<ServerUser> users = new ArrayList<>(List.of(unusable()));
      users.addAll(ServerUser.otherUsers());

      try (RunningPostgres server = startAs(users)) {
        Sql.execute(server.location(), "CREATE TABLE kept AS SELECT 7 AS number");
        Optional<String> user =
            ProcessHandle.of(server.location().pid()).orElseThrow().info().user();
        assertEquals(Optional.of("nobody"), user);
        assertTrue(
            progress.stream().anyMatch(line -> line.contains("so it runs as the user nobody")),
            progress::toString);
        assertEquals(
            server.location().port(), EmbeddedPostgresLocation.find(folder).orElseThrow().port());
      }
      try (RunningPostgres server = start()) {
        assertEquals("7", Sql.query(server.location(), "SELECT number FROM kept"));
      }
    }

    @Test
    void anotherUserReachesDataInAFolderClosedToIt() throws Exception {
      Path closed = Files.createDirectory(temporary.resolve("closed"));
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
      folder = closed.resolve("postgres");

      try (RunningPostgres server = startAs(ServerUser.otherUsers())) {
        assertEquals("1", Sql.query(server.location(), "SELECT 1"));
        assertTrue(
            progress.stream().anyMatch(line -> line.contains("with the capability")),
            progress::toString);
      }
    }

    @Test
    void suServesWhereSetprivIsMissing() throws Exception {
      folder = temporary.resolve("it's a folder");
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
      List<ServerUser> users =
          ServerUser.otherUsers().stream()
              .filter(user -> user.description().equals("the user nobody through su"))
              .toList();

      try (RunningPostgres server = startAs(users)) {
        assertEquals("1", Sql.query(server.location(), "SELECT 1"));
      }
      assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
    }

    @Test
    void withNoUsableUserTheErrorSaysWhatWasTriedAndWhatToDo() {
      IOException refused =
          assertThrows(IOException.class, () -> startAs(List.of(unusable(), unusable())));

      assertSays("no-such-program", refused);
      assertSays("brokers.pg_notify.config", refused);
    }
  }
}
