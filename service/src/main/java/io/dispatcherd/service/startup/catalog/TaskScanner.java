package io.dispatcherd.service.startup.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.tasks.FoundTask;
import io.dispatcherd.tasks.RunInterceptor;
import io.dispatcherd.tasks.declared.ParameterNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds {@code @Task} methods and classes in jars and folders by reading their class files. No
 * class is loaded. For one scan by one thread.
 */
final class TaskScanner {
  private static final Logger log = LoggerFactory.getLogger(TaskScanner.class);
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

  /** Where a jar names its interceptors. */
  private static final String PROVIDERS = "META-INF/services/" + RunInterceptor.class.getName();

  /** Where an executable jar, or a web application's archive, has the jars that it is made of. */
  private static final List<String> INNER_JARS = List.of("BOOT-INF/lib/", "WEB-INF/lib/");

  private final List<FoundTask> found = new ArrayList<>();
  private final Set<String> interceptors = new LinkedHashSet<>();

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
    return read(classPath).tasks();
  }

  /**
   * What was found.
   *
   * @param tasks rightly declared or not, in the order of the class path
   * @param interceptors class names of what stands around each run, in that order
   */
  record Findings(List<FoundTask> tasks, List<String> interceptors) {}

  /** As {@link #scan}, with the interceptors that jars name. */
  static Findings read(List<Path> classPath) {
    TaskScanner scanner = new TaskScanner();
    for (Path entry : classPath) {
      if (!Files.exists(entry)) {
        throw new UnreadableClassPathException(
            entry + " is on the class path for tasks, but there is no such file or folder");
      }
      scanner.scanEntry(entry);
    }
    return new Findings(List.copyOf(scanner.found), List.copyOf(scanner.interceptors));
  }

  private void scanEntry(Path entry) {
    if (!entries.add(entry.toAbsolutePath().normalize())) {
      return;
    }
    try (ClassSource source = ClassSource.open(entry)) {
      addInterceptors(source);
      List<String> files = source.files();
      if (files.stream().anyMatch(TaskScanner::isInnerJar)) {
        log.warn(
            "Tasks in jars within {} aren't found; give the service these jars, or name the classes"
                + " with DispatcherService.builder().tasks()",
            entry);
      }
      for (String file : files) {
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

  private void addInterceptors(ClassSource source) throws IOException {
    String names = source.read(PROVIDERS).map(text -> new String(text, UTF_8)).orElse("");
    names
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .forEach(interceptors::add);
  }

  private static boolean isInnerJar(String file) {
    return file.endsWith(".jar") && INNER_JARS.stream().anyMatch(file::startsWith);
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
