package io.dispatcherd.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Cases recorded from the public implementation. */
public final class Vectors {
  private Vectors() {}

  public static List<Map<String, @Nullable Object>> list(String name) {
    @SuppressWarnings("unchecked") // the file is a list of objects
    var cases = (List<Map<String, @Nullable Object>>) Objects.requireNonNull(read(name));
    return cases;
  }

  public static Map<String, @Nullable Object> object(String name) {
    @SuppressWarnings("unchecked") // the file is one object
    var replies = (Map<String, @Nullable Object>) Objects.requireNonNull(read(name));
    return replies;
  }

  private static @Nullable Object read(String name) {
    try (InputStream in =
        Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/" + name), name)) {
      return Json.parse(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
