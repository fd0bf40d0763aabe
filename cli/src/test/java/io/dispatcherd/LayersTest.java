package io.dispatcherd;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dispatcherd.config.schema.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layers of ARCHITECTURE.md, as code: which package may use which of ours. */
class LayersTest {
  /** Everything that is ours, but for tests. */
  static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // The build makes them.
          .withImportOption(location -> !location.contains("/dashboard/templates/"))
          .importPackages("io.dispatcherd");

  private static final String ROOT = "io.dispatcherd.";

  /** Each package and those that it may use; it may use none that is listed after it. */
  private static final Map<String, Set<String>> LAYERS = layers();

  /**
   * Types that any package may use. They are values of the public interface, and use nothing that
   * is higher than messages and jobs.
   */
  private static final Set<String> VALUES =
      Set.of(
          // What tasks return.
          "publish.Submission",
          "publish.Reply",
          // How settings say where PostgreSQL is.
          "postgres.ConnectionSource",
          // Connections of the program itself.
          "postgres.SuppliedConnections",
          // What an application learns of each task that ended.
          "service.TaskObserver");

  /**
   * Doors: classes that users hold and that stand beside what is made behind them. The rest of
   * their package doesn't use what they use.
   */
  private static final Map<String, List<String>> DOORS =
      Map.of("config.Settings", List.of("config.source", "config.sections"));

  /** Packages for applications. All others are kept out of the published documentation. */
  private static final Set<String> PUBLISHED =
      Set.of(
          "messages",
          "jobs",
          "config",
          "postgres",
          "brokers",
          "tasks",
          "tasks.steps",
          "workers",
          "workflows",
          "publish",
          "producers",
          "service",
          "queue",
          "dashboard",
          "rabbitmq",
          "embedded",
          "testing",
          "testing.brokers",
          "testing.junit",
          "cdi",
          "spring.boot",
          "spring.boot.service",
          "spring.boot.test");

  /** How many types a package may have. */
  private static final int MOST_TYPES = 25;

  private static Map<String, Set<String>> layers() {
    Map<String, Set<String>> layers = new LinkedHashMap<>();
    // The client.
    layer(layers, "limits");
    layer(layers, "messages", "limits");
    layer(layers, "messages.chunks", "limits", "messages");
    layer(layers, "config", "limits");
    layer(layers, "jobs", "messages", "config");
    layer(layers, "config.source", "config");
    layer(layers, "config.schema", "config", "config.source");
    layer(layers, "postgres.embedded");
    layer(layers, "postgres", "config", "config.source", "config.schema", "postgres.embedded");
    layer(layers, "config.sections.dashboard", "config", "config.source", "config.schema");
    layer(
        layers,
        "config.sections",
        "limits",
        "config",
        "config.source",
        "config.schema",
        "config.sections.dashboard",
        "postgres");
    layer(
        layers,
        "brokers",
        "limits",
        "messages",
        "jobs",
        "config",
        "config.source",
        "config.schema",
        "config.sections");
    layer(layers, "brokers.signing", "messages", "messages.chunks", "config", "brokers");
    layer(
        layers,
        "postgres.connection",
        "config",
        "postgres",
        "postgres.embedded",
        "brokers",
        "brokers.signing");
    layer(
        layers,
        "brokers.pgnotify",
        "limits",
        "messages",
        "config",
        "config.source",
        "config.schema",
        "config.sections",
        "postgres",
        "postgres.connection",
        "brokers",
        "brokers.signing");
    layer(layers, "brokers.socket.wire", "limits", "brokers", "brokers.signing");
    layer(
        layers,
        "brokers.socket.server",
        "limits",
        "messages",
        "brokers",
        "brokers.signing",
        "brokers.socket.wire");
    layer(
        layers,
        "brokers.socket",
        "limits",
        "config",
        "config.source",
        "config.schema",
        "config.sections",
        "brokers",
        "brokers.signing",
        "brokers.socket.wire",
        "brokers.socket.server");
    layer(layers, "tasks.declared", "messages");
    layer(layers, "tasks.steps");
    layer(layers, "tasks", "messages", "tasks.declared", "tasks.steps");
    layer(layers, "tasks.binding", "messages", "tasks");
    layer(layers, "tasks.processor", "tasks", "tasks.declared", "messages", "tasks.binding");
    layer(layers, "workers", "messages", "tasks");
    layer(layers, "workflows", "messages", "tasks");
    layer(
        layers,
        "publish",
        "limits",
        "messages",
        "messages.chunks",
        "jobs",
        "config",
        "brokers",
        "tasks",
        "workflows");
    // The service.
    layer(layers, "frames", "messages", "tasks");
    layer(layers, "processors", "messages");
    layer(layers, "logging", "messages");
    layer(layers, "threads");
    layer(layers, "pool.worker", "messages", "config", "processors", "frames");
    layer(layers, "pool.scaling", "config", "frames");
    layer(
        layers,
        "pool.prefetch",
        "messages",
        "config",
        "processors",
        "frames",
        "pool.worker",
        "pool.scaling",
        "logging");
    layer(
        layers,
        "pool.process",
        "messages",
        "config",
        "frames",
        "logging",
        "pool.worker",
        "threads");
    layer(
        layers,
        "pool",
        "messages",
        "config",
        "processors",
        "frames",
        "pool.worker",
        "pool.scaling",
        "pool.prefetch",
        "logging");
    layer(
        layers,
        "child",
        "tasks.steps",
        "tasks.declared",
        "messages",
        "brokers",
        "tasks",
        "tasks.binding",
        "workers",
        "frames",
        "logging");
    layer(layers, "producers", "limits", "messages", "jobs", "config", "brokers", "threads");
    layer(layers, "service.statistics");
    layer(
        layers,
        "service.control",
        "tasks",
        "limits",
        "messages",
        "messages.chunks",
        "config",
        "frames",
        "processors",
        "pool.worker",
        "pool.scaling",
        "pool",
        "producers",
        "service.statistics",
        "threads");
    layer(
        layers,
        "service.loop",
        "limits",
        "messages",
        "brokers",
        "frames",
        "pool.worker",
        "producers",
        "service.control",
        "threads");
    layer(
        layers,
        "service.dispatch",
        "limits",
        "messages",
        "messages.chunks",
        "config",
        "brokers",
        "tasks",
        "frames",
        "processors",
        "logging",
        "pool.worker",
        "pool.scaling",
        "pool.prefetch",
        "pool",
        "producers",
        "service.statistics",
        "service.control",
        "service.loop",
        "threads");
    layer(layers, "service.threadworkers", "frames", "pool.worker", "child", "threads");
    layer(
        layers, "service.startup.catalog", "messages", "tasks", "tasks.declared", "tasks.binding");
    layer(
        layers,
        "service.startup",
        "limits",
        "jobs",
        "config",
        "config.schema",
        "config.sections",
        "postgres",
        "postgres.embedded",
        "brokers",
        "tasks",
        "tasks.declared",
        "workers",
        "producers",
        "service.loop",
        "service.startup.catalog",
        "threads");
    layer(
        layers,
        "service",
        "limits",
        "messages",
        "messages.chunks",
        "config",
        "brokers",
        "tasks",
        "frames",
        "child",
        "pool.worker",
        "pool.prefetch",
        "pool.process",
        "pool",
        "producers",
        "service.statistics",
        "service.control",
        "service.loop",
        "service.dispatch",
        "service.threadworkers",
        "service.startup.catalog",
        "service.startup",
        "threads");
    layer(
        layers,
        "control",
        "brokers",
        "jobs",
        "tasks",
        "config",
        "limits",
        "messages",
        "messages.chunks",
        "jobs",
        "brokers",
        "processors",
        "logging",
        "pool.worker",
        "pool",
        "producers",
        "service.statistics",
        "service.control",
        "threads");
    layer(
        layers,
        "metrics",
        "brokers",
        "jobs",
        "limits",
        "messages",
        "messages.chunks",
        "jobs",
        "config",
        "brokers",
        "pool.worker",
        "pool.scaling",
        "pool",
        "producers",
        "service",
        "service.statistics",
        "service.control",
        "threads");
    // What stands beside them. What of testing is below the service is in a module of its own.
    layer(layers, "queue.schema");
    layer(layers, "queue.store", "messages", "brokers", "queue.schema");
    layer(
        layers,
        "queue.node",
        "messages",
        "brokers",
        "brokers.signing",
        "brokers.pgnotify",
        "postgres",
        "postgres.connection",
        "queue.schema",
        "queue.store");
    layer(
        layers,
        "queue.jobs",
        "messages",
        "brokers",
        "jobs",
        "queue.schema",
        "queue.store",
        "queue.node");
    layer(
        layers,
        "queue.schedules",
        "messages",
        "jobs",
        "config",
        "brokers",
        "queue.schema",
        "queue.node");
    layer(
        layers,
        "queue",
        "limits",
        "messages",
        "jobs",
        "messages.chunks",
        "config",
        "config.source",
        "config.schema",
        "config.sections",
        "brokers",
        "brokers.signing",
        "brokers.pgnotify",
        "postgres",
        "postgres.connection",
        "queue.schema",
        "queue.store",
        "queue.node",
        "queue.jobs",
        "queue.schedules");
    // The dashboard.
    layer(layers, "dashboard.access");
    layer(layers, "dashboard.access.files", "config", "dashboard.access");
    layer(
        layers, "dashboard.access.signin", "config", "dashboard.access", "dashboard.access.files");
    layer(layers, "dashboard.reading", "publish");
    layer(layers, "dashboard.actions", "dashboard.access.signin", "dashboard.reading");
    layer(layers, "dashboard.pages.show");
    layer(layers, "dashboard.pages.draw", "jobs", "dashboard.pages.show");
    layer(layers, "dashboard.pages", "jobs", "dashboard.pages.show", "dashboard.pages.draw");
    layer(
        layers,
        "dashboard.web",
        "brokers",
        "dashboard.access",
        "dashboard.pages",
        "dashboard.pages.show");
    layer(
        layers,
        "dashboard.site",
        "jobs",
        "publish",
        "dashboard.access",
        "dashboard.reading",
        "dashboard.actions",
        "dashboard.pages",
        "dashboard.pages.show",
        "dashboard.web");
    layer(
        layers,
        "dashboard",
        "config",
        "postgres",
        "postgres.connection",
        "publish",
        "queue",
        "queue.schema",
        "dashboard.access",
        "dashboard.access.files",
        "dashboard.access.signin",
        "dashboard.actions",
        "dashboard.pages.show",
        "dashboard.reading",
        "dashboard.site",
        "dashboard.web");
    layer(layers, "rabbitmq.connection", "messages", "config", "brokers");
    layer(layers, "rabbitmq.topology", "brokers", "rabbitmq.connection");
    layer(
        layers,
        "rabbitmq.results",
        "messages",
        "jobs",
        "brokers",
        "brokers.signing",
        "rabbitmq.connection",
        "rabbitmq.topology");
    layer(
        layers,
        "rabbitmq.node",
        "messages",
        "jobs",
        "brokers",
        "brokers.signing",
        "rabbitmq.connection",
        "rabbitmq.topology",
        "rabbitmq.results");
    layer(
        layers,
        "rabbitmq.dead",
        "messages",
        "jobs",
        "brokers",
        "brokers.signing",
        "rabbitmq.connection",
        "rabbitmq.topology",
        "rabbitmq.results",
        "rabbitmq.node");
    layer(
        layers,
        "rabbitmq",
        "limits",
        "messages",
        "jobs",
        "config",
        "config.source",
        "config.schema",
        "config.sections",
        "brokers",
        "brokers.signing",
        "postgres",
        "rabbitmq.connection",
        "rabbitmq.topology",
        "rabbitmq.results",
        "rabbitmq.node",
        "rabbitmq.dead");
    layer(layers, "embedded", "postgres.embedded");
    layer(
        layers,
        "testing.brokers",
        "limits",
        "messages",
        "config",
        "config.source",
        "config.schema",
        "config.sections",
        "brokers");
    layer(
        layers,
        "testing",
        "messages",
        "messages.chunks",
        "config",
        "brokers",
        "postgres.embedded",
        "embedded",
        "testing.brokers",
        "postgres");
    layer(
        layers,
        "testing.junit",
        "messages",
        "config",
        "brokers",
        "tasks",
        "publish",
        "producers",
        "service.loop",
        "service",
        "testing.brokers",
        "testing");
    layer(layers, "examples", "messages", "jobs", "config", "brokers", "tasks", "publish");
    integrations(layers);
    return layers;
  }

  private static void integrations(Map<String, Set<String>> layers) {
    layer(layers, "config.relaxed", "config", "config.source", "config.schema", "config.sections");
    layer(layers, "spring.boot.settings", "config", "config.relaxed");
    layer(
        layers,
        "cdi",
        "messages",
        "config",
        "config.relaxed",
        "postgres",
        "postgres.connection",
        "brokers",
        "tasks",
        "tasks.binding",
        "publish",
        "service");
    layer(layers, "spring.boot.connections", "postgres", "postgres.connection");
    layer(layers, "spring.boot.tasks", "messages", "tasks", "tasks.binding");
    layer(
        layers,
        "spring.boot",
        "messages",
        "config",
        "postgres",
        "brokers",
        "publish",
        "spring.boot.settings",
        "spring.boot.connections",
        "spring.boot.tasks");
    layer(
        layers,
        "spring.boot.service",
        "messages",
        "config",
        "tasks",
        "service",
        "spring.boot.settings",
        "spring.boot.tasks",
        "spring.boot");
    layer(
        layers,
        "spring.boot.actuate",
        "messages",
        "jobs",
        "publish",
        "service",
        "spring.boot",
        "spring.boot.service");
    layer(
        layers,
        "spring.boot.dashboard",
        "config",
        "publish",
        "queue",
        "dashboard",
        "spring.boot.settings",
        "spring.boot");
    layer(
        layers,
        "spring.boot.failures",
        "config",
        "tasks",
        "publish",
        "queue.schema",
        "spring.boot.connections",
        "spring.boot");
    layer(
        layers,
        "spring.boot.test",
        "messages",
        "jobs",
        "publish",
        "service",
        "testing.brokers",
        "testing.junit",
        "spring.boot.service");
  }

  private static void layer(Map<String, Set<String>> layers, String name, String... allowed) {
    layers.put(name, new TreeSet<>(Arrays.asList(allowed)));
  }

  @Test
  void arrowsRunDown() {
    Set<String> lower = new HashSet<>();
    List<String> upward = new ArrayList<>();
    LAYERS.forEach(
        (name, allowed) -> {
          allowed.stream()
              .filter(used -> !lower.contains(used))
              .forEach(used -> upward.add(name + " may use " + used + ", which isn't below it"));
          lower.add(name);
        });
    assertEquals("", String.join("\n", upward));
  }

  @Test
  void classesUseOnlyTheLayersBelowThem() {
    Set<String> wrong = new TreeSet<>();
    for (JavaClass type : OURS) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass used = dependency.getTargetClass().getBaseComponentType();
        if (used.getName().startsWith(ROOT)
            && !isAllowed(nameOf(type), layerOf(type), nameOf(used), layerOf(used))) {
          wrong.add(nameOf(type) + " uses " + nameOf(used));
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  /** What the compiler copies, a constant say, is in no class file; what documentation links to. */
  @Test
  void sourcesImportOnlyTheLayersBelowThem() throws IOException {
    Pattern imported =
        Pattern.compile(
            "^import (?:static )?io\\.dispatcherd\\.((?:[a-z]\\w*\\.)*)([A-Z]\\w*)",
            Pattern.MULTILINE);
    Set<String> wrong = new TreeSet<>();
    for (Map.Entry<String, Path> source : mainSources().entrySet()) {
      Matcher imports = imported.matcher(Files.readString(source.getValue()));
      while (imports.find()) {
        String layer = imports.group(1).replaceFirst("\\.$", "");
        String used = imports.group(1) + imports.group(2);
        if (!isAllowed(source.getKey(), parent(source.getKey()), used, layer)) {
          wrong.add(source.getKey() + " imports " + used);
        }
      }
    }
    assertEquals("", String.join("\n", wrong));
  }

  private static boolean isAllowed(String user, String layer, String used, String usedLayer) {
    return layer.equals(usedLayer)
        || isProgram(layer)
        || VALUES.contains(used)
        || DOORS.getOrDefault(user, List.of()).contains(usedLayer)
        || LAYERS.getOrDefault(layer, Set.of()).contains(usedLayer);
  }

  /** Programs stand above everything. */
  private static boolean isProgram(String layer) {
    return layer.equals("cli") || layer.startsWith("cli.") || layer.startsWith("benchmarks");
  }

  @Test
  void everyPackageHasItsLayer() {
    Set<String> unknown =
        OURS.stream()
            .map(LayersTest::layerOf)
            .filter(name -> !LAYERS.containsKey(name) && !isProgram(name))
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(unknown.isEmpty(), "packages without a place among the layers: " + unknown);
  }

  @Test
  void noPackageIsTooLargeToBeReadInOneLook() throws IOException {
    Map<String, Integer> sizes = new HashMap<>();
    mainSources().keySet().forEach(name -> sizes.merge(parent(name), 1, Integer::sum));
    List<String> large =
        sizes.entrySet().stream()
            .filter(entry -> entry.getValue() > MOST_TYPES)
            .map(Map.Entry::toString)
            .sorted()
            .toList();
    assertEquals(List.of(), large);
  }

  @Test
  void whatIsNotForApplicationsSaysSoAndIsLeftOutOfTheDocumentation() throws IOException {
    String pom = Files.readString(TestSources.root().resolve("pom.xml"));
    Matcher excluded =
        Pattern.compile("<excludePackageNames>([^<]*)</excludePackageNames>").matcher(pom);
    assertTrue(excluded.find(), "the release profile excludes no packages");
    Set<String> hidden =
        Arrays.stream(excluded.group(1).split(":"))
            .map(name -> name.strip().substring(ROOT.length()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> internal = new TreeSet<>(LAYERS.keySet());
    internal.removeAll(PUBLISHED);
    internal.remove("examples");
    // The build makes it, of templates.
    hidden.remove("dashboard.templates");
    assertEquals(internal, hidden);
    Set<String> silent = new TreeSet<>();
    Map<String, Path> infos = sources("package-info.java");
    for (String name : internal) {
      Path info = infos.get(name + ".package-info");
      if (info == null || !Files.readString(info).contains("Internal:")) {
        silent.add(name);
      }
    }
    assertEquals(Set.of(), silent, "their package-info doesn't say that they are internal");
  }

  @Test
  void parentAndChildMeetOnlyInFrames() {
    noClasses()
        .that()
        .resideInAPackage("io.dispatcherd.pool..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dispatcherd.child..")
        .check(OURS);
  }

  /** Its dump of threads crashes a JVM (JDK 25) whose virtual threads run meanwhile. */
  @Test
  void nobodyHasTheJvmDumpItsThreads() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("com.sun.management.HotSpotDiagnosticMXBean")
        .check(OURS);
  }

  @Test
  void virtualThreadsAreMadeWhereTheyCanBeListed() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.dispatcherd.threads..", "io.dispatcherd.benchmarks..")
        .should()
        .callMethod(Thread.class, "ofVirtual")
        .orShould()
        .callMethod(Thread.class, "startVirtualThread", Runnable.class)
        .orShould()
        .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
        .check(OURS);
  }

  @Test
  void processorsHaveNeitherThreadsNorInputNorOutput() {
    noClasses()
        .that()
        .resideInAPackage("io.dispatcherd.processors..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
                .or(belongToAnyOf(Thread.class)))
        .check(OURS);
  }

  @Test
  void commandLinesUseNothingOfOursButSuggestions() {
    classes()
        .that()
        .resideInAPackage("io.dispatcherd.cli.syntax..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAnyPackage("io.dispatcherd.."))
                .or(resideInAnyPackage("io.dispatcherd.cli.syntax.."))
                .or(belongToAnyOf(Suggestion.class)))
        .check(OURS);
  }

  private static String layerOf(JavaClass type) {
    return parent(nameOf(type));
  }

  /** The outermost class, below our root. */
  private static String nameOf(JavaClass type) {
    return type.getName().replaceFirst("^io\\.dispatcherd\\.", "").replaceFirst("\\$.*", "");
  }

  private static String parent(String name) {
    return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : "";
  }

  /** Sources of what is delivered, by the names of their classes below our root. */
  private static Map<String, Path> mainSources() throws IOException {
    Map<String, Path> sources = sources(".java");
    sources.keySet().removeIf(name -> name.endsWith("package-info"));
    return sources;
  }

  private static Map<String, Path> sources(String ending) throws IOException {
    Map<String, Path> found = new HashMap<>();
    Path project = TestSources.root();
    try (Stream<Path> ours = Files.list(project);
        Stream<Path> integrations = Files.list(project.resolve("integrations"))) {
      for (Path module : Stream.concat(ours, integrations).toList()) {
        Path root = module.resolve("src/main/java/io/dispatcherd");
        if (Files.isDirectory(root)) {
          try (Stream<Path> files = Files.walk(root)) {
            files
                .filter(file -> file.toString().endsWith(ending))
                .forEach(
                    file ->
                        found.put(
                            root.relativize(file)
                                .toString()
                                .replaceFirst("\\.java$", "")
                                .replace('/', '.'),
                            file));
          }
        }
      }
    }
    return found;
  }
}
