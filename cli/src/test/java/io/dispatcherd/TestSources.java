package io.dispatcherd;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The tests of all modules, as their sources declare them. */
final class TestSources {
  private static final Set<String> TEST_ANNOTATIONS =
      Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "Property", "ArchTest");

  private TestSources() {}

  /** The folder of the whole project. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("ARCHITECTURE.md"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("Not inside the project: " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }

  /** Every test method, {@code Class.method} or {@code Class.Nested.method}. */
  static Set<String> methods() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, List.of(), null, files.getJavaFileObjectsFromPaths(sources()));
      Set<String> found = new HashSet<>();
      for (CompilationUnitTree unit : task.parse()) {
        unit.getTypeDecls().forEach(type -> collect("", type, found));
      }
      return found;
    }
  }

  /** Tests, and the contracts that the modules for testing offer: they are tests, too. */
  private static List<Path> sources() throws IOException {
    Predicate<Path> holdsTests =
        path -> path.toString().contains("/src/test/") || path.toString().contains("/testing");
    // Some modules stand in folders with others.
    try (Stream<Path> folders =
        Files.find(
            root(),
            3,
            (path, is) -> is.isDirectory() && path.getFileName().toString().equals("src"))) {
      return folders.flatMap(TestSources::javaFiles).filter(holdsTests).toList();
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(String prefix, Tree tree, Set<String> found) {
    if (tree instanceof ClassTree type) {
      String name = prefix + type.getSimpleName() + ".";
      type.getMembers().forEach(member -> collect(name, member, found));
    } else if (tree instanceof MethodTree method
        && method.getModifiers().getAnnotations().stream().anyMatch(TestSources::marksATest)) {
      found.add(prefix + method.getName());
    }
  }

  private static boolean marksATest(AnnotationTree annotation) {
    return TEST_ANNOTATIONS.contains(annotation.getAnnotationType().toString());
  }
}
