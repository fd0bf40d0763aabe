package io.dispatcherd.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.messages.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nasty inputs that are kept: what a generator or somebody's imagination has found once is tried
 * again each time. A case has a {@code name} and either {@code hex} or a {@code text}, in which an
 * {@code @} stands for so many {@code times} the {@code fill}.
 */
public final class Corpus {
  private Corpus() {}

  /** One input. */
  public static final class Case {
    private final String name;
    private final byte[] bytes;

    private Case(String name, byte[] bytes) {
      this.name = name;
      this.bytes = bytes;
    }

    /** The input as it comes over a line. */
    public byte[] bytes() {
      return bytes.clone();
    }

    /** The input as a text. */
    public String text() {
      return new String(bytes, UTF_8);
    }

    /** What is nasty about it. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** The cases of one file. */
  public static List<Case> read(String name) {
    try {
      List<?> cases = (List<?>) Objects.requireNonNull(Json.parse(Files.readString(file(name))));
      return cases.stream().map(each -> (Map<?, ?>) each).map(Corpus::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Here, or with the client, which decodes most of what comes in. */
  private static Path file(String name) {
    return Stream.of(Path.of(""), Path.of("../client"))
        .map(module -> module.resolve("src/test/resources/corpus").resolve(name))
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }

  private static Case of(Map<?, ?> fields) {
    String name = text(fields.get("name"));
    if (fields.get("hex") instanceof String hex) {
      return new Case(name, HexFormat.of().parseHex(hex));
    }
    int times = fields.get("times") instanceof Integer number ? number : 1;
    String fill = fields.get("fill") instanceof String given ? given.repeat(times) : "@";
    return new Case(name, text(fields.get("text")).replace("@", fill).getBytes(UTF_8));
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }
}
