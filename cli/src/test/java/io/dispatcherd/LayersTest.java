package io.dispatcherd;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dispatcherd.config.Suggestion;
import io.dispatcherd.publish.Reply;
import io.dispatcherd.publish.Submission;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The layers of ARCHITECTURE.md, as code: which package may use which of ours. */
class LayersTest {
  /** Everything that is ours, but for tests. */
  static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.dispatcherd");

  /** Value types of the public interface that tasks return; they use nothing but messages. */
  private static final DescribedPredicate<JavaClass> PUBLISHED_VALUES =
      belongToAnyOf(Submission.class, Reply.class);

  /** Package to the packages that it may use. */
  static Stream<Arguments> layers() {
    return Stream.of(
        layer("limits"),
        layer("messages", "limits"),
        layer("config", "limits"),
        layer("brokers", "limits", "messages", "config"),
        layer("tasks", "messages"),
        layer("publish", "limits", "messages", "config", "brokers", "tasks"),
        layer("frames", "messages", "tasks"),
        layer("processors", "messages"),
        layer("logging", "messages"),
        layer("threads"),
        layer("pool", "messages", "config", "processors", "frames", "logging", "threads"),
        layer("workers", "messages", "tasks", "frames", "logging"),
        layer("producers", "limits", "messages", "config", "brokers", "threads"),
        layer(
            "service",
            "limits",
            "messages",
            "config",
            "brokers",
            "tasks",
            "publish",
            "frames",
            "processors",
            "pool",
            "workers",
            "producers",
            "logging",
            "threads"),
        layer(
            "control",
            "limits",
            "messages",
            "logging",
            "threads",
            "processors",
            "pool",
            "producers",
            "service"),
        layer("metrics", "limits", "messages", "config", "pool", "producers", "service", "threads"),
        layer("embedded", "brokers"),
        // What of it is below the service, in a module of its own, can't see the service.
        layer(
            "testing",
            "messages",
            "config",
            "brokers",
            "tasks",
            "publish",
            "producers",
            "service",
            "embedded"),
        layer("examples", "messages", "config", "brokers", "tasks", "publish"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void packageUsesOnlyTheLayersBelowIt(String name, List<String> allowed) {
    String[] packages =
        Stream.concat(Stream.of(name), allowed.stream())
            .map(layer -> "io.dispatcherd." + layer + "..")
            .toArray(String[]::new);
    classes()
        .that()
        .resideInAPackage("io.dispatcherd." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.not(resideInAnyPackage("io.dispatcherd.."))
                .or(resideInAnyPackage(packages))
                .or(PUBLISHED_VALUES))
        .check(OURS);
  }

  @Test
  void everyPackageHasItsLayer() {
    List<String> known =
        Stream.concat(layers().map(layer -> (String) layer.get()[0]), Stream.of("cli")).toList();
    List<String> unknown =
        OURS.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.replaceFirst("^io\\.dispatcherd\\.?", "").replaceFirst("\\..*", ""))
            .distinct()
            .filter(name -> !known.contains(name))
            .toList();
    assertTrue(unknown.isEmpty(), "packages without a place among the layers: " + unknown);
  }

  @Test
  void parentAndChildMeetOnlyInFrames() {
    noClasses()
        .that()
        .resideInAPackage("io.dispatcherd.pool..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.dispatcherd.workers..")
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

  private static Arguments layer(String name, String... allowed) {
    return Arguments.of(name, Arrays.asList(allowed));
  }
}
