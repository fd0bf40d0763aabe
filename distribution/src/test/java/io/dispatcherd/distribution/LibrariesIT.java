package io.dispatcherd.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jars of all modules that were built, and the BOM that names them. */
class LibrariesIT {
  private static final Path ROOT = Path.of("..");
  private static final String VERSION =
      Objects.requireNonNull(System.getProperty("dispatcherd.version"));

  private static List<Pom> libraries = List.of();
  private static List<Path> jars = List.of();

  @BeforeAll
  static void readPoms() throws IOException {
    libraries = librariesBelow(ROOT);
    List<Path> found = new ArrayList<>();
    for (Pom library : libraries) {
      library.jar(VERSION).ifPresent(found::add);
    }
    jars = List.copyOf(found);
    assertTrue(jars.size() >= 4, "the distribution alone needs four of them: " + jars);
  }

  @Test
  void eachIsAModuleNamedAfterItsArtifact() {
    for (Pom library : libraries) {
      String expected = "io." + library.artifact().replace('-', '.');
      assertEquals(expected, library.property("module.name"), library.folder().toString());
    }
    for (Path jar : jars) {
      String artifact = jar.getFileName().toString().replace("-" + VERSION + ".jar", "");
      assertEquals("io." + artifact.replace('-', '.'), moduleOf(jar).name());
    }
  }

  @Test
  void noTwoShareAPackage() {
    Map<String, Path> owners = new HashMap<>();
    for (Path jar : jars) {
      for (String name : moduleOf(jar).packages()) {
        Path other = owners.put(name, jar);
        assertEquals(null, other, name + " is in " + jar + " too");
      }
    }
  }

  @Test
  void eachCarriesItsLicense() throws IOException {
    for (Path jar : jars) {
      try (JarFile file = new JarFile(jar.toFile())) {
        assertNotNull(file.getEntry("META-INF/LICENSE"), jar.toString());
        assertNotNull(file.getEntry("META-INF/NOTICE"), jar.toString());
      }
    }
  }

  @Test
  void theBomNamesAllThatAreDeployed() {
    Pom bom = Pom.in(ROOT.resolve("bom"));
    assertEquals(VERSION, bom.version());
    assertEquals(
        libraries.stream().filter(Pom::isDeployed).map(Pom::artifact).sorted().toList(),
        bom.managedArtifacts().stream().sorted().toList());
  }

  @Test
  void theDocumentationNamesThisVersion() throws IOException {
    for (String file : List.of("README.md", "docs/howto/test-your-tasks.md")) {
      assertTrue(
          Files.readString(ROOT.resolve(file)).contains("<version>" + VERSION + "</version>"),
          file);
    }
  }

  private static List<Pom> librariesBelow(Path folder) {
    Pom pom = Pom.in(folder);
    List<Pom> found = new ArrayList<>();
    if (pom.isLibrary()) {
      found.add(pom);
    }
    for (String module : pom.modules()) {
      found.addAll(librariesBelow(folder.resolve(module)));
    }
    return found;
  }

  private static ModuleDescriptor moduleOf(Path jar) {
    return ModuleFinder.of(jar).findAll().stream()
        .map(ModuleReference::descriptor)
        .findFirst()
        .orElseThrow();
  }
}
