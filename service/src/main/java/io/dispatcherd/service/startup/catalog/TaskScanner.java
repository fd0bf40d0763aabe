package io.dispatcherd.service.startup.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.ParameterNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds {@code @Task} methods and classes in jars and folders by reading their class files. No
 * class is loaded. For one scan by one thread.
 */
final class TaskScanner {
  private static final String CLASS_FILE = ".class";

  /** Libraries that come with the service; there are no tasks in them. */
  private static final List<String> LIBRARIES =
      List.of(
          "META-INF/",
          "ch/qos/logback/",
          "com/cronutils/",
          "com/fasterxml/jackson/",
          "io/prometheus/",
          "org/objectweb/asm/",
          "org/postgresql/",
          "org/slf4j/",
          "org/yaml/snakeyaml/",
          "picocli/",
          "tools/jackson/");

  private final List<FoundTask> found = new ArrayList<>();

  /** Class files by path: as for a class loader, the first one on the class path counts. */
  private final Set<String> seen = new HashSet<>();

  /** What has been scanned: jars may name each other. */
  private final Set<Path> entries = new HashSet<>();

  private TaskScanner() {}

  /**
   * All tasks on a class path, rightly declared or not, in its order. Jars that the manifest of a
   * jar names belong to the class path.
   *
   * @throws UnreadableClassPathException if an entry doesn't exist, or something in it is damaged
   */
  static List<FoundTask> scan(List<Path> classPath) {
    TaskScanner scanner = new TaskScanner();
    for (Path entry : classPath) {
      if (!Files.exists(entry)) {
        throw new UnreadableClassPathException(
            entry + " is on the class path for tasks, but there is no such file or folder");
      }
      scanner.scanEntry(entry);
    }
    return List.copyOf(scanner.found);
  }

  private void scanEntry(Path entry) {
    if (!entries.add(entry.toAbsolutePath().normalize())) {
      return;
    }
    try (ClassSource source = ClassSource.open(entry)) {
      for (String file : source.files()) {
        if (file.endsWith(CLASS_FILE) && !isOfLibrary(file) && seen.add(file)) {
          scanClass(entry, source, file);
        }
      }
      source.linked().stream().filter(Files::exists).forEach(this::scanEntry);
    } catch (IOException e) {
      throw new UnreadableClassPathException(
          entry + " is on the class path for tasks, but can't be read: " + e, e);
    }
  }

  private void scanClass(Path entry, ClassSource source, String file) throws IOException {
    Optional<byte[]> bytes = source.read(file).filter(TaskClassFile::mentionsTask);
    if (bytes.isEmpty()) {
      return;
    }
    try {
      String name = file.substring(0, file.length() - CLASS_FILE.length()).replace('/', '.');
      found.addAll(new TaskClassFile(bytes.get(), recordedNames(source, name)).tasks());
    } catch (IllegalArgumentException e) {
      throw new UnreadableClassPathException(
          "class file %s in %s can't be read: %s".formatted(file, entry, e.getMessage()), e);
    }
  }

  private static ParameterNames recordedNames(ClassSource source, String className)
      throws IOException {
    return ParameterNames.parse(
        source
            .read(ParameterNames.path(className))
            .map(text -> new String(text, UTF_8))
            .orElse(""));
  }

  private static boolean isOfLibrary(String file) {
    return LIBRARIES.stream().anyMatch(file::startsWith);
  }
}
