package io.dispatcherd.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dispatcherd.brokers.socket.wire.SocketBytesFuzzer;
import io.dispatcherd.config.ConfigurationFileFuzzer;
import io.dispatcherd.frames.FrameFuzzer;
import io.dispatcherd.messages.Json;
import io.dispatcherd.messages.MessageFuzzer;
import io.dispatcherd.metrics.HttpRequestFuzzer;
import io.dispatcherd.postgres.ConnectionStringFuzzer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Has each reader of what comes from outside read inputs for a while, made from those of the corpus
 * so that they reach code that no input has reached before. What fails one is for the corpus.
 */
class FuzzTest {
  private static final Path WORK = Path.of("target", "fuzz");

  /** A reader, and where the corpus has inputs for it. */
  record Target(Class<?> fuzzer, Path corpus) {
    @Override
    public String toString() {
      return fuzzer.getSimpleName();
    }
  }

  static Stream<Target> targets() {
    return Stream.of(
        new Target(MessageFuzzer.class, corpus("client", "messages.json")),
        new Target(SocketBytesFuzzer.class, corpus("client", "socket-bytes.json")),
        new Target(ConnectionStringFuzzer.class, corpus("client", "connection-strings.json")),
        new Target(ConfigurationFileFuzzer.class, corpus("client", "configuration-files.json")),
        new Target(FrameFuzzer.class, corpus("service", "worker-frames.json")),
        new Target(HttpRequestFuzzer.class, corpus("service", "http-requests.json")));
  }

  private static Path corpus(String module, String name) {
    return Path.of("..", module, "src/test/resources/corpus", name);
  }

  @ParameterizedTest
  @MethodSource("targets")
  @Timeout(value = 1, unit = TimeUnit.DAYS)
  void noInputFailsItsReader(Target target) throws Exception {
    Path folder = Files.createDirectories(WORK.resolve(target.toString()));
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Path found = Files.createDirectories(folder.resolve("found"));
    writeSeeds(target.corpus(), seeds);
    Path output = folder.resolve("output.txt");

    int exitCode =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.fuzzer().getName(),
                "--instrumentation_includes=io.dispatcherd.**",
                "-max_total_time=" + Integer.getInteger("fuzz.seconds", 30),
                "-artifact_prefix=" + folder + "/",
                found.toString(),
                seeds.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();

    assertEquals(0, exitCode, () -> "see " + output.toAbsolutePath() + ": " + end(output));
  }

  private static String end(Path output) {
    try {
      List<String> lines = Files.readAllLines(output);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Those that are made of a filling would only hold it up: it finds out about lengths itself. */
  private static void writeSeeds(Path corpus, Path seeds) throws IOException {
    List<?> cases = (List<?>) Objects.requireNonNull(Json.parse(Files.readString(corpus)));
    for (int i = 0; i < cases.size(); i++) {
      Map<?, ?> input = (Map<?, ?>) cases.get(i);
      if (!input.containsKey("times")) {
        byte[] bytes =
            input.get("hex") instanceof String hex
                ? HexFormat.of().parseHex(hex)
                : String.valueOf(input.get("text")).getBytes(UTF_8);
        Files.write(seeds.resolve("seed-" + i), bytes);
      }
    }
  }
}
