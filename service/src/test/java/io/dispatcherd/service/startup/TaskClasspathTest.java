package io.dispatcherd.service.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dispatcherd.config.ConfigurationException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskClasspathTest {
  private static final String WORKERS = "dispatcherd.worker.classpath";

  @TempDir Path folder;
  private Path ours;
  private Path theirs;

  @BeforeEach
  void makeJars() throws Exception {
    ours = Files.createFile(folder.resolve("ours.jar"));
    theirs = Files.createFile(folder.resolve("theirs.jar"));
  }

  @AfterEach
  void forget() {
    System.clearProperty(WORKERS);
  }

  @Test
  void whatThisJvmHasComesFirst() {
    List<Path> entries = TaskClasspath.with(List.of(theirs)).entries();

    assertEquals(theirs, entries.getLast());
    String ownPath = System.getProperty("java.class.path");
    assertTrue(ownPath.startsWith(entries.getFirst().toString()), ownPath);
  }

  @Test
  void workersHaveOnlyThePartThatTheStartScriptNames() {
    System.setProperty(WORKERS, ours + File.pathSeparator + folder.resolve("missing.jar"));

    assertEquals(List.of(ours, theirs), TaskClasspath.with(List.of(theirs, ours)).entries());
  }

  @Test
  void tasksAreLookedForWhereTheApplicationIs() {
    TaskClasspath embedded = TaskClasspath.with(List.of(theirs));
    assertEquals(embedded.entries(), embedded.withTasks());

    System.setProperty(WORKERS, ours.toString());
    assertEquals(List.of(theirs), TaskClasspath.with(List.of(theirs)).withTasks());
  }

  @Test
  void whatIsAddedMustBeThere() {
    Path missing = folder.resolve("missing.jar");
    var e =
        assertThrows(
            ConfigurationException.class, () -> TaskClasspath.with(List.of(theirs, missing)));

    assertTrue(String.valueOf(e.getMessage()).contains(missing + " does not exist"));
  }
}
