package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClasspathArgumentTest {
  @TempDir Path folder = Path.of("");

  @Test
  void listsJarsAndFoldersInTheirOrder() {
    assertEquals(
        List.of(Path.of("b.jar"), Path.of("classes"), Path.of("a.jar")),
        ClasspathArgument.read(String.join(File.pathSeparator, "b.jar", "classes", "a.jar"))
            .entries());
  }

  @Test
  void skipsWhatIsEmpty() {
    String text = File.pathSeparator + "a.jar" + File.pathSeparator;
    assertEquals(List.of(Path.of("a.jar")), ClasspathArgument.read(text).entries());
  }

  @Test
  void aStarMeansAllJarsOfAFolder() throws IOException {
    for (String name : List.of("b.jar", "a.JAR", "notes.txt")) {
      Files.createFile(folder.resolve(name));
    }
    assertEquals(
        List.of(folder.resolve("a.JAR"), folder.resolve("b.jar")),
        ClasspathArgument.read(folder + File.separator + "*").entries());
  }

  @Test
  void aStarInAFolderThatIsNotThereIsRefusedByName() {
    String text = folder.resolve("absent") + File.separator + "*";
    String message =
        assertThrows(IllegalArgumentException.class, () -> ClasspathArgument.read(text))
            .getMessage();
    assertEquals("there is no folder " + folder.resolve("absent").toAbsolutePath(), message);
  }
}
