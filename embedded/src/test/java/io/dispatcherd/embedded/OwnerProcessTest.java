package io.dispatcherd.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatcherd.postgres.embedded.EmbeddedPostgresLocation;
import io.dispatcherd.postgres.embedded.RunningPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a server when the process that started it ends, in one way or another. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
@Tag("functional")
class OwnerProcessTest {

  @TempDir private Path temporary;
  private Path folder = Path.of("");
  private final List<String> progress = new ArrayList<>();

  @BeforeEach
  void chooseFolderThatDoesNotExist() {
    folder = temporary.resolve("postgres");
  }

  private RunningPostgres startHere() throws IOException {
    return EmbeddedPostgres.withoutDurability().start(folder, progress::add);
  }

  private EmbeddedPostgresLocation running() throws IOException {
    return EmbeddedPostgresLocation.find(folder).orElseThrow();
  }

  private static ProcessHandle processOf(EmbeddedPostgresLocation location) {
    return ProcessHandle.of(location.pid()).orElseThrow();
  }

  private static void awaitEnd(ProcessHandle process) throws Exception {
    process.onExit().get(30, TimeUnit.SECONDS);
  }

  /**
   * All that the owner has started, but the server and what belongs to that. They are held first:
   * the death of one closes the pipe at which the other waits to stop the server.
   */
  private void killGuards(OwnerProcess owner, EmbeddedPostgresLocation server) {
    List<ProcessHandle> guards =
        owner
            .handle()
            .descendants()
            .filter(each -> each.pid() != server.pid())
            .filter(each -> each.parent().filter(it -> it.pid() == server.pid()).isEmpty())
            .toList();
    assertFalse(guards.isEmpty());
    List<String> hold =
        new ArrayList<>(List.of("sh", "-c", "for pid; do kill -STOP $pid; done", "hold"));
    guards.forEach(each -> hold.add(String.valueOf(each.pid())));
    ProgramResult.run(temporary, hold);
    guards.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void anotherProcessUsesTheRunningServerAndLeavesItRunning() throws Exception {
    try (RunningPostgres here = startHere()) {
      try (OwnerProcess other = OwnerProcess.start(folder)) {
        assertEquals("guest", other.nextAnswer());
      }
      assertEquals("1", Sql.query(here.location(), "SELECT 1"));
    }
  }

  @Test
  void serverOfAnotherProcessIsUsedHereAndEndsWithItsOwner() throws Exception {
    OwnerProcess owner = OwnerProcess.start(folder);
    assertEquals("owner", owner.nextAnswer());
    try (RunningPostgres here = startHere()) {
      assertFalse(here.isOwner());
      Sql.execute(here.location(), "CREATE TABLE kept AS SELECT 7 AS number");
    }
    ProcessHandle server = processOf(running());
    owner.close();
    awaitEnd(server);

    try (RunningPostgres here = startHere()) {
      assertTrue(here.isOwner());
      assertEquals("7", Sql.query(here.location(), "SELECT number FROM kept"));
    }
  }

  @Test
  void killedOwnerTakesItsServerAlong() throws Exception {
    OwnerProcess owner = OwnerProcess.start(folder);
    assertEquals("owner", owner.nextAnswer());
    ProcessHandle server = processOf(running());

    owner.kill();

    awaitEnd(server);
    assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
  }

  @Test
  void startRightAfterTheOwnerWasKilledSucceeds() throws Exception {
    OwnerProcess owner = OwnerProcess.start(folder);
    assertEquals("owner", owner.nextAnswer());

    owner.kill();

    try (RunningPostgres here = startHere()) {
      assertTrue(here.isOwner());
      assertEquals("1", Sql.query(here.location(), "SELECT 1"));
    }
  }

  @Test
  void serverLeftByAKilledOwnerAndGuardIsReplaced() throws Exception {
    OwnerProcess owner = OwnerProcess.start(folder);
    assertEquals("owner", owner.nextAnswer());
    EmbeddedPostgresLocation left = running();
    killGuards(owner, left);
    owner.kill();
    assertEquals("1", Sql.query(left, "SELECT 1"));

    try (RunningPostgres here = startHere()) {
      assertTrue(here.isOwner());
      assertEquals(left.conninfo(), here.location().conninfo());
      assertFalse(left.pid() == here.location().pid());
      assertTrue(
          progress.stream().anyMatch(line -> line.contains("a killed process left")),
          progress::toString);
    }
    awaitEnd(owner.handle());
  }

  @Test
  void closeStopsTheServerEvenIfItsGuardWasKilled() throws Exception {
    OwnerProcess owner = OwnerProcess.start(folder);
    assertEquals("owner", owner.nextAnswer());
    ProcessHandle server = processOf(running());
    killGuards(owner, running());

    owner.close();

    awaitEnd(server);
  }

  @Test
  void signalToTheWholeGroupLeavesTheServerToTheServicesShutdown() throws Exception {
    OwnerProcess owner = OwnerProcess.start(folder);
    assertEquals("owner", owner.nextAnswer());
    ProcessHandle server = processOf(running());

    owner.signalGroup();

    assertEquals("answer 1", owner.nextAnswer());
    awaitEnd(owner.handle());
    awaitEnd(server);
  }

  @Test
  void ordinaryUserRunsItsOwnServer() throws Exception {
    assumeTrue(ServerUser.isRoot(), "only root can become somebody else");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    String classPath = copyClassPath();
    Path home = Files.createDirectory(temporary.resolve("home"));
    Files.setOwner(
        home,
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    folder = home.resolve("postgres");

    try (OwnerProcess owner =
        OwnerProcess.start(
            List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"),
            classPath,
            folder)) {
      assertEquals("owner", owner.nextAnswer());
      assertEquals("1", Sql.query(running(), "SELECT 1"));
    }
    assertTrue(EmbeddedPostgresLocation.find(folder).isEmpty());
  }

  /** Root's class path may be closed to others. */
  private String copyClassPath() throws IOException {
    Path copy = Files.createDirectory(temporary.resolve("class-path"));
    List<String> entries = new ArrayList<>();
    String original = System.getProperty("java.class.path");
    for (String entry : original.split(File.pathSeparator, -1)) {
      Path target = copy.resolve(String.valueOf(entries.size()));
      if (ProgramResult.run(copy, List.of("cp", "-rL", entry, target.toString())).succeeded()) {
        entries.add(target.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }
}
