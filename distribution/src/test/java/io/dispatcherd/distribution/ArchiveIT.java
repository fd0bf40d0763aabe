package io.dispatcherd.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked in an empty folder and used as it is. */
@Tag("functional")
class ArchiveIT {
  @TempDir private static Path folder;
  private static Path installed;
  private static Path config;

  @BeforeAll
  static void unpack() throws Exception {
    String archive = Objects.requireNonNull(System.getProperty("dispatcherd.archive"));
    assertEquals(0, run(folder, "tar", "xzf", archive).status());
    installed = folder.resolve(Objects.requireNonNull(System.getProperty("dispatcherd.folder")));
    config = folder.resolve("socket.yml");
    Files.writeString(
        config,
        """
        version: 2
        service: {main_kwargs: {node_id: installed}, pool_kwargs: {max_workers: 1}}
        brokers: {socket: {socket_path: '%s'}}
        producers: {ControlProducer: }
        """
            .formatted(folder.resolve("control.sock")));
  }

  @Test
  void holdsTheProgramsTheirLibrariesAndTheDocumentation() {
    for (String file :
        List.of(
            "bin/dispatcherd",
            "bin/dispatcherctl",
            "bin/prepare",
            "deploy/dispatcher.yml",
            "deploy/dispatcherd.service",
            "docs/reference/configuration.md",
            "LICENSE",
            "NOTICE",
            "README.md",
            "schema.json")) {
      assertTrue(Files.isRegularFile(installed.resolve(file)), file);
    }
    assertTrue(Files.isExecutable(installed.resolve("bin/dispatcherd")));
    assertFalse(Files.exists(installed.resolve("bin/lib/build.sh")), "it is built");
  }

  @Test
  @DisabledIfSystemProperty(
      named = "dispatcherd.build",
      matches = "offline: true",
      disabledReason = "the bill of materials is made by online builds only")
  void holdsTheBillOfMaterialsOfItsLibraries() throws IOException {
    String bill = Files.readString(installed.resolve("bom.json"));
    try (Stream<Path> files = Files.walk(installed.resolve("lib"))) {
      List<String> missing =
          files
              .map(file -> file.getFileName().toString())
              .filter(file -> file.endsWith(".jar") && !file.startsWith("dispatcherd-"))
              .filter(jar -> !bill.contains("\"" + nameOf(jar) + "\""))
              .toList();
      assertEquals(List.of(), missing, "jars that the bill of materials doesn't name");
    }
  }

  @Test
  void keepsApartWhatOnlyTheProgramsNeed() throws IOException {
    try (Stream<Path> jars = Files.list(installed.resolve("lib/programs"))) {
      List<String> names = jars.map(jar -> nameOf(jar.getFileName().toString())).toList();
      assertTrue(names.contains("cron-utils"), names.toString());
    }
    try (Stream<Path> jars = Files.list(installed.resolve("lib"))) {
      List<String> names = jars.map(jar -> nameOf(jar.getFileName().toString())).toList();
      assertTrue(names.contains("dispatcherd-service"), names.toString());
      assertFalse(names.contains("cron-utils"), names.toString());
    }
  }

  @Test
  void keepsApartWhatOnlyTheDashboardNeeds() throws IOException {
    for (String folderOfServices : List.of("lib", "lib/programs")) {
      try (Stream<Path> jars = Files.list(installed.resolve(folderOfServices))) {
        List<String> names = jars.map(jar -> nameOf(jar.getFileName().toString())).toList();
        assertEquals(
            List.of(),
            names.stream()
                .filter(name -> name.matches(".*(jetty|servlet|jte|Hikari|dashboard).+"))
                .toList());
      }
    }
    try (Stream<Path> jars = Files.list(installed.resolve("lib/dashboard"))) {
      List<String> names = jars.map(jar -> nameOf(jar.getFileName().toString())).toList();
      assertTrue(names.contains("dispatcherd-dashboard"), names.toString());
    }
  }

  @Test
  void tellsItsVersionAndChecksAConfiguration() throws Exception {
    Finished version = program("dispatcherd", "--version");
    assertEquals(0, version.status(), version.output());
    assertTrue(version.output().startsWith("dispatcherd "), version.output());

    Finished check = program("dispatcherd", "check", "--config", config.toString());
    assertEquals(0, check.status(), check.output());
    assertTrue(check.output().contains("is sound"), check.output());
  }

  @Test
  void servesAnswersAndStopsInOrder() throws Exception {
    Path log = folder.resolve("service.log");
    ProcessBuilder start =
        new ProcessBuilder(
            installed.resolve("bin/dispatcherd").toString(), "--config", config.toString());
    start.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process service =
        start
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(folder.resolve("control.sock")) || !service.isAlive());
      Finished alive =
          program("dispatcherctl", "alive", "--timeout", "30", "--config", config.toString());
      assertEquals(0, alive.status(), alive.output());
      assertTrue(alive.output().contains("node_id: installed"), alive.output());

      service.destroy(); // SIGTERM
      assertTrue(service.waitFor(60, TimeUnit.SECONDS), () -> "it goes on: " + read(log));
      assertEquals(0, service.exitValue(), () -> read(log));
    } finally {
      service.destroyForcibly();
    }
  }

  @Test
  void preparesQuickStartsWithoutAWordFromAJvm() throws Exception {
    Path prepare = installed.resolve("bin/prepare");
    Finished prepared = run(folder, prepare.toString());
    assertEquals(new Finished(0, ""), prepared);
    try (Stream<Path> caches = Files.list(installed.resolve("caches"))) {
      assertEquals(
          List.of("dispatcherctl.jsa", "service.aot", "worker.jsa"),
          caches.map(cache -> cache.getFileName().toString()).sorted().toList());
    }
    Finished version = program("dispatcherctl", "--version");
    assertEquals(1, version.output().lines().count(), version.output());
    assertEquals(0, version.status(), version.output());
  }

  private static String nameOf(String jar) {
    return jar.replaceFirst("-\\d.*", "");
  }

  private static Finished program(String name, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of(installed.resolve("bin").resolve(name).toString()));
    command.addAll(List.of(arguments));
    return run(folder, command.toArray(String[]::new));
  }

  private static Finished run(Path directory, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return new Finished(process.exitValue(), output);
  }

  private record Finished(int status, String output) {}

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
