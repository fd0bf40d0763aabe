package io.dispatcherd.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of the folder {@code bin}. */
@Tag("functional")
class ScriptsTest {
  private static final Path BIN = Path.of("..", "bin").toAbsolutePath().normalize();

  private record Result(int status, String output) {}

  private static Result bash(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of("bash"), Stream.of(arguments)).toList())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output.strip());
  }

  @Test
  void haveNoSyntaxErrors() throws IOException, InterruptedException {
    List<Path> scripts;
    try (Stream<Path> files = Files.walk(BIN)) {
      scripts = files.filter(Files::isRegularFile).toList();
    }
    assertTrue(scripts.size() >= 5, scripts.toString());
    for (Path script : scripts) {
      assertEquals(new Result(0, ""), bash(Map.of(), "-n", script.toString()), script.toString());
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only GNU env gives a signal its effect back")
  void whatIsStartedWhereSigintIsIgnoredHeedsItAllTheSame()
      throws IOException, InterruptedException {
    Result result =
        bash(
            Map.of(),
            "-c",
            """
            set -euo pipefail
            trap '' INT
            root=$1
            . "$root/bin/lib/launch.sh"
            heed_interrupts
            "${heeding[@]}" bash -c 'trap -p INT; echo started'
            """,
            "script",
            BIN.resolve("..").toString());
    assertEquals(new Result(0, "started"), result);
  }

  /** In a namespace of its own; where the system allows none, this can't be tried. */
  private static Result asProcessOne(String command) throws IOException, InterruptedException {
    String namespace = "unshare --user --map-root-user --pid --fork --mount-proc ";
    assumeTrue(
        bash(Map.of(), "-c", namespace + "true").status() == 0,
        "this user may not make a namespace for processes");
    return bash(
        Map.of(),
        "-c",
        // Whoever starts the tests may ignore signals, and a shell can't trap what it was born to
        // ignore.
        "env --default-signal=TERM,INT,HUP " + namespace + "bash -c \"$2\" script \"$1\"",
        "script",
        BIN.resolve("..").toString(),
        """
        set -euo pipefail
        root=$1
        . "$root/bin/lib/launch.sh"
        """
            + command);
  }

  @Test
  @Timeout(60)
  void asProcessOneLeaveNoZombieOfWhatTasksLeaveBehind() throws IOException, InterruptedException {
    // The innermost process loses its parent at once, and ends. The loop ends when nothing is left.
    Result result =
        asProcessOne(
            """
            run_as_init bash -c '
              bash -c "sleep 0.2 & exit 0"
              until ! grep -qs "^Name:.*sleep" /proc/[0-9]*/status; do :; done
              exit 7'
            """);
    assertEquals(new Result(7, ""), result);
  }

  @Test
  @Timeout(60)
  void asProcessOneHandSignalsOnAndEndAsTheJvmDoes() throws IOException, InterruptedException {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      Result result =
          asProcessOne(
              """
              run_as_init bash -c '
                trap "exit 9" SIGNAL
                kill -s SIGNAL 1
                while :; do sleep 0.05; done'
              """
                  .replace("SIGNAL", signal));
      assertEquals(new Result(9, ""), result, signal);
    }
  }

  @Test
  void chooseNoLoggingLibraryThatAnAgentWouldHeedToo() throws IOException, InterruptedException {
    String print = "root=$1; . \"$root/bin/lib/launch.sh\"; choose_logging; echo \"${logging[@]}\"";
    String root = BIN.resolve("..").toString();

    Result plain = bash(Map.of(), "-c", print, "script", root);
    assertTrue(plain.output().contains("-Dslf4j.provider="), plain::toString);
    for (String variable : List.of("DISPATCHERD_JAVA_OPTS", "JAVA_TOOL_OPTIONS")) {
      Result watched =
          bash(Map.of(variable, "-Xmx1g -javaagent:agent.jar"), "-c", print, "script", root);
      assertEquals("-Dslf4j.internal.verbosity=WARN", watched.output());
    }
  }

  @Test
  void areFoundByWayOfLinksAndFromWithinTheirFolder(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("root"));
    Path bin = Files.createDirectories(root.resolve("bin"));
    Files.createDirectories(bin.resolve("lib"));
    Files.copy(BIN.resolve("prepare"), bin.resolve("prepare"));
    Files.writeString(bin.resolve("lib/launch.sh"), "echo \"found $root\"; exit\n");
    Path links = Files.createDirectories(folder.resolve("links"));
    Files.createSymbolicLink(links.resolve("second"), Path.of("../root/bin/prepare"));
    Files.createSymbolicLink(links.resolve("first"), links.resolve("second"));

    Result found = new Result(0, "found " + root.toRealPath());
    assertEquals(found, bash(Map.of(), bin.resolve("prepare").toString()));
    assertEquals(found, bash(Map.of(), links.resolve("first").toString()));
    String inFolder = "cd \"$0\"; CDPATH=/ exec bash prepare";
    assertEquals(found, bash(Map.of(), "-c", inFolder, bin.toString()));
  }

  /** Runs a line of a script that has sourced what our scripts source. */
  private static Result launching(Map<String, String> environment, String line)
      throws IOException, InterruptedException {
    return bash(
        environment,
        "-c",
        "set -euo pipefail; root=$1; . \"$1/bin/lib/launch.sh\"; " + line,
        "script",
        BIN.resolve("..").normalize().toString());
  }

  private static final List<String> JVM_OPTIONS =
      List.of("DISPATCHERD_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /** A JVM refuses to be given two. */
  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-Xmx1g -XX:+UseZGC -Da=b", "-XX:+UseSerialGC"})
  void leaveTheCollectorToWhoeverChoosesOne(String options)
      throws IOException, InterruptedException {
    for (String variable : JVM_OPTIONS) {
      assertEquals(new Result(0, "0"), collectorsBeside(variable, options), variable);
    }
    assertEquals(
        new Result(0, "1"),
        collectorsBeside("DISPATCHERD_JAVA_OPTS", "-XX:+UseStringDeduplication -Xmx1g"));
  }

  private static Result collectorsBeside(String variable, String options)
      throws IOException, InterruptedException {
    return launching(
        Map.of(variable, options), "choose_collector -XX:+UseParallelGC; echo ${#collector[@]}");
  }

  /** A JVM refuses a cache together with other ways to share classes. */
  @ParameterizedTest
  @ValueSource(strings = {"-Xshare:auto", "-XX:AOTCache=own.aot", "-XX:SharedArchiveFile=own.jsa"})
  void leaveTheCacheToWhoeverChoosesAnotherWayToShare(String options, @TempDir Path caches)
      throws IOException, InterruptedException {
    Files.createFile(caches.resolve("service.aot"));
    for (String variable : JVM_OPTIONS) {
      assertEquals(new Result(0, "0"), usingCachesIn(caches, Map.of(variable, options)), variable);
    }
    assertEquals(new Result(0, "2"), usingCachesIn(caches, Map.of()));
  }

  private static Result usingCachesIn(Path caches, Map<String, String> environment)
      throws IOException, InterruptedException {
    return bash(
        environment,
        "-c",
        """
        set -euo pipefail
        CACHES=$2
        eval "$(grep '^readonly ASKED_OPTIONS=' "$1/lib/launch.sh")"
        . "$1/lib/caches.sh"
        use_cache service
        echo ${#cache_options[@]}
        """,
        "script",
        BIN.toString(),
        caches.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "LC_ALL, C, C.UTF-8",
    "LC_ALL, POSIX, C.UTF-8",
    "LANG, C, C.UTF-8",
    "LC_CTYPE, C, C.UTF-8",
    "LC_ALL, C.UTF-8, C.UTF-8",
    "LC_CTYPE, C.UTF-8, ''",
  })
  void giveTheJvmAnEncodingForAllCharactersWhereTheLocaleHasNone(
      String variable, String locale, String all) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "", "LANG", "C"));
    environment.put(variable, locale);
    assertEquals(
        new Result(0, "<" + all + ">"),
        launching(environment, "choose_encoding; echo \"<${LC_ALL:-}>\""));
  }

  @Test
  void sayWhyTheyDoNotRunInAFolderWithAColon(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve("dispatcherd:1.0"));
    Files.createDirectories(root.resolve("bin/lib"));
    Files.copy(BIN.resolve("dispatcherctl"), root.resolve("bin/dispatcherctl"));
    Files.copy(BIN.resolve("lib/launch.sh"), root.resolve("bin/lib/launch.sh"));

    Result result = bash(Map.of(), root.resolve("bin/dispatcherctl").toString(), "alive");

    assertEquals(1, result.status());
    assertTrue(result.output().contains("dispatcherd:1.0: a colon separates"), result.output());
  }

  @Test
  void preparingQuickStartsGivesUpIfTheServiceDoesNotStart(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/usr/bin/env bash\necho broken\nexit 1\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Result result =
        bash(
            Map.of(),
            "-c",
            """
            set -euo pipefail
            LIB=$2/lib
            ASKED_OPTIONS=
            CACHES=$2/caches
            SERVICE_OPTIONS=(-Xms16m)
            SERVICE_COLLECTOR=-XX:+UseParallelGC
            CONTROL_OPTIONS=(-Xmx64m)
            list_libraries() { library_path=; }
            . "$1/lib/caches.sh"
            make_caches "$2/jdk"
            """,
            "script",
            BIN.toString(),
            folder.toString());
    assertEquals(1, result.status(), result.output());
    assertTrue(result.output().contains("Quick starts could not be prepared"), result.output());
    assertTrue(result.output().contains("The service ended"), result.output());
    try (Stream<Path> left = Files.list(folder.resolve("caches"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Nested
  class TheJdkFinder {
    @TempDir Path folder = Path.of("");

    private Path java(String name, String version, String... programs) throws IOException {
      Path home = folder.resolve(name);
      Files.createDirectories(home.resolve("bin"));
      for (String program : programs) {
        Files.createFile(
            home.resolve("bin").resolve(program),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
      }
      Files.writeString(
          home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
      return home;
    }

    /** Looks in these folders only. */
    private Result find(String program, Path... candidates)
        throws IOException, InterruptedException {
      String list = String.join("\n", Stream.of(candidates).map(Path::toString).toList());
      return bash(
          Map.of("CANDIDATES", list),
          "-c",
          """
          set -euo pipefail
          . "$0"
          list_java_candidates() { IFS=$'\\n' read -r -d '' -a java_candidates <<<"$CANDIDATES" || true; }
          find_java "$1"
          echo "$java_home"
          """,
          BIN.resolve("lib").resolve("java.sh").toString(),
          program);
    }

    @Test
    void takesTheFirstThatIsNewEnough() throws IOException, InterruptedException {
      Path old = java("old", "17.0.15", "java", "javac");
      Path fitting = java("fitting", "25.0.1", "java", "javac");
      Path newer = java("newer", "26", "java", "javac");
      assertEquals(
          new Result(0, fitting.toString()),
          find("javac", folder.resolve("absent"), old, fitting, newer));
    }

    @Test
    void understandsEarlyAccessVersions() throws IOException, InterruptedException {
      Path early = java("early", "26-ea", "java");
      assertEquals(new Result(0, early.toString()), find("java", early));
    }

    @Test
    void passesOverARuntimeWhenACompilerIsNeeded() throws IOException, InterruptedException {
      Path runtime = java("runtime", "25", "java");
      Path jdk = java("jdk", "25", "java", "javac");
      assertEquals(new Result(0, jdk.toString()), find("javac", runtime, jdk));
      assertEquals(new Result(0, runtime.toString()), find("java", runtime, jdk));
    }

    @Test
    void saysWhatIsMissingAndWhatItFound() throws IOException, InterruptedException {
      Path old = java("old", "1.8.0_402", "java", "javac");
      Result result = find("javac", old);
      assertEquals(1, result.status());
      assertTrue(result.output().startsWith("No JDK 25 or newer found"), result.output());
      assertTrue(result.output().contains("Java 1 in " + old), result.output());
    }

    @Test
    void letsJavaHomeComeFirst() throws IOException, InterruptedException {
      Path home = java("home", "25", "java");
      assertEquals(
          new Result(0, home.toString()),
          bash(
              Map.of("JAVA_HOME", home.toString()),
              "-c",
              "set -euo pipefail; . \"$0\"; find_java java; echo \"$java_home\"",
              BIN.resolve("lib").resolve("java.sh").toString()));
    }

    @Test
    void followsTheLinksOfTheJavaInThePath() throws IOException, InterruptedException {
      Path home = java("home", "25", "java");
      Path folders = Files.createDirectories(folder.resolve("path/of/user"));
      Files.createSymbolicLink(folder.resolve("path/java"), home.resolve("bin/java"));
      Files.createSymbolicLink(folders.resolve("java"), Path.of("../../java"));
      assertEquals(
          new Result(0, home.toString()),
          bash(
              Map.of("JAVA_HOME", ""),
              "-c",
              "set -euo pipefail; . \"$0\"; PATH=$1:$PATH; find_java java; echo \"$java_home\"",
              BIN.resolve("lib").resolve("java.sh").toString(),
              folders.toString()));
    }
  }
}
