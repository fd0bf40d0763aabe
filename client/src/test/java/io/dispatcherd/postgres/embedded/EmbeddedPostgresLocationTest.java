package io.dispatcherd.postgres.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Uses a process that looks like a server; module {@code embedded} tests with a real one. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Tag("functional")
class EmbeddedPostgresLocationTest {

  private static final String PASSWORD = "not to be shown";

  private final Path folder;
  private final Process server;

  /** Starts a process that waits, with the data folder on its command line. */
  EmbeddedPostgresLocationTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    server =
        new ProcessBuilder("sh", "-c", "read -r line; exit", "server", data.toRealPath().toString())
            .start();
  }

  @AfterEach
  void endServer() {
    server.destroyForcibly().onExit().join();
  }

  private void writeProcessFile(long pid, String status) throws IOException {
    Files.writeString(
        folder.resolve("data").resolve("postmaster.pid"),
        "%d\n%s\n1790000000\n54321\n\n127.0.0.1\n 1 2\n%s\n"
            .formatted(pid, folder.resolve("data"), status));
  }

  @Test
  void readyServerIsFoundWithPortAndPassword() throws IOException {
    writeProcessFile(server.pid(), "ready   ");

    EmbeddedPostgresLocation location = EmbeddedPostgresLocation.find(folder).orElseThrow();

    assertEquals(server.pid(), location.pid());
    assertEquals(54321, location.port());
    assertEquals(PASSWORD, location.password());
    assertEquals("jdbc:postgresql://127.0.0.1:54321/postgres", location.jdbcUrl());
  }

  @Test
  void passwordIsNotPrinted() throws IOException {
    writeProcessFile(server.pid(), "ready");

    EmbeddedPostgresLocation location = EmbeddedPostgresLocation.find(folder).orElseThrow();

    assertFalse(location.toString().contains(PASSWORD));
  }

  @Test
  void folderWithoutServerHasNone() throws IOException {
    assertEquals(Optional.empty(), EmbeddedPostgresLocation.find(folder));
    assertEquals(Optional.empty(), EmbeddedPostgresLocation.find(folder.resolve("missing")));
  }

  @Test
  void startingServerRunsButIsNotReady() throws IOException {
    writeProcessFile(server.pid(), "starting");

    assertEquals(Optional.empty(), EmbeddedPostgresLocation.find(folder));
    assertTrue(EmbeddedPostgresLocation.isRunning(folder));
  }

  @Test
  void deadServerIsNotFound() throws IOException {
    writeProcessFile(server.pid(), "ready");
    endServer();

    assertEquals(Optional.empty(), EmbeddedPostgresLocation.find(folder));
  }

  @Test
  void anotherProcessWithTheSameIdIsNoServer() throws IOException {
    writeProcessFile(ProcessHandle.current().pid(), "ready");

    assertEquals(Optional.empty(), EmbeddedPostgresLocation.find(folder));
    assertFalse(EmbeddedPostgresLocation.isRunning(folder));
  }

  @Test
  void fileCutShortNamesNoServer() throws IOException {
    Files.writeString(folder.resolve("data").resolve("postmaster.pid"), "\n");

    assertEquals(Optional.empty(), EmbeddedPostgresLocation.find(folder));
    assertFalse(EmbeddedPostgresLocation.isRunning(folder));
  }

  @Test
  void missingProviderIsAnErrorThatNamesTheArtifact() {
    IOException missing = assertThrows(IOException.class, EmbeddedPostgresProvider::load);

    assertTrue(String.valueOf(missing.getMessage()).contains("dispatcherd-embedded"));
  }
}
