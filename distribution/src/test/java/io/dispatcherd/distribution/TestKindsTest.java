package io.dispatcherd.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/**
 * Whether the tests of all modules are marked as what they are: {@code mvn test -Punit} runs what
 * isn't marked.
 */
class TestKindsTest {
  private static final Set<String> KINDS = Set.of("functional", "stress");

  /** Who needs one of these needs a database, a process, or a service with either. */
  private static final Set<String> FUNCTIONAL =
      Set.of(
          "java.lang.ProcessBuilder",
          "java.sql.DriverManager",
          "io.dispatcherd.embedded.EmbeddedPostgres",
          "io.dispatcherd.service.DispatcherService");

  private static JavaClasses testCode = new ClassFileImporter().importClasses();

  /** The tests of this build's modules, and what the modules for testing offer to them. */
  @BeforeAll
  static void readTestCode() throws IOException {
    try (Stream<Path> folders =
        Files.find(
            Path.of(".."),
            4,
            (path, about) ->
                path.endsWith("target/test-classes")
                    || path.endsWith("testing-brokers/target/classes")
                    || path.endsWith("testing/target/classes"))) {
      testCode = new ClassFileImporter().importPaths(folders.toList());
    }
  }

  @Test
  void aUnitTestReachesNeitherADatabaseNorAProcess() {
    List<String> unmarked =
        testCode.stream()
            .filter(TestKindsTest::hasTests)
            .filter(test -> !isMarked(test))
            .flatMap(test -> wayToWhatIsFunctional(test).stream())
            .sorted()
            .toList();
    assertEquals(
        List.of(),
        unmarked,
        "tests without @Tag(\"functional\"), and how they get to what needs it");
  }

  @Test
  void whatMakesATestFunctionalIsUsedByTests() {
    Set<String> used =
        testCode.stream()
            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
            .map(dependency -> dependency.getTargetClass().getName())
            .collect(Collectors.toSet());
    assertEquals(Set.of(), difference(FUNCTIONAL, used), "renamed or gone");
  }

  private static Set<String> difference(Set<String> all, Set<String> without) {
    Set<String> left = new HashSet<>(all);
    left.removeAll(without);
    return left;
  }

  private static boolean hasTests(JavaClass type) {
    return type.getAllMethods().stream()
        .anyMatch(
            method ->
                method.isMetaAnnotatedWith(Testable.class.getName())
                    || method.isAnnotatedWith("net.jqwik.api.Property"));
  }

  private static boolean isMarked(JavaClass type) {
    for (Optional<JavaClass> at = Optional.of(type);
        at.isPresent();
        at = at.get().getEnclosingClass()) {
      if (at.get().getAnnotations().stream().anyMatch(TestKindsTest::isKind)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKind(JavaAnnotation<?> annotation) {
    return annotation.getRawType().isEquivalentTo(Tag.class)
        && annotation.get("value").filter(KINDS::contains).isPresent();
  }

  /** Through test code alone: what the code under test may do, a unit test keeps it from. */
  private static Optional<String> wayToWhatIsFunctional(JavaClass test) {
    Set<JavaClass> seen = new HashSet<>(Set.of(test));
    Deque<List<JavaClass>> ways = new ArrayDeque<>(List.of(List.of(test)));
    while (!ways.isEmpty()) {
      List<JavaClass> way = ways.remove();
      for (Dependency dependency : way.getLast().getDirectDependenciesFromSelf()) {
        JavaClass next = dependency.getTargetClass();
        List<JavaClass> longer = new ArrayList<>(way);
        longer.add(next);
        if (FUNCTIONAL.contains(next.getName())) {
          return Optional.of(String.join(" > ", longer.stream().map(JavaClass::getName).toList()));
        }
        if (testCode.contain(next.getName()) && seen.add(next)) {
          ways.add(longer);
        }
      }
    }
    return Optional.empty();
  }
}
