package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Right;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Style, script and pictures, out of the jar. Thread-safe; what was read once is kept. */
final class Assets {
  static final String PATH = "assets/";
  private static final String FOLDER = "/io/dispatcherd/dashboard/assets/";
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, Asset> read = new ConcurrentHashMap<>();

  /**
   * A file.
   *
   * @param type of its content
   * @param tag changes with its content
   */
  @SuppressWarnings("ArrayRecordComponent") // written, never compared
  record Asset(String type, String tag, byte[] content) {}

  /** The route to all of them. The answer is written apart: it isn't a page. */
  static Route route() {
    return Route.own(
        Method.GET,
        PATH + "*",
        Right.ANYONE,
        request -> {
          throw new AssertionError("assets are written as they are");
        });
  }

  /** That of this name, if there is one. */
  Optional<Asset> find(String name) {
    Asset known = read.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      return Optional.empty();
    }
    try (InputStream file = Assets.class.getResourceAsStream(FOLDER + name)) {
      if (file == null) {
        return Optional.empty();
      }
      byte[] content = file.readAllBytes();
      Asset asset = new Asset(type, tagOf(content), content);
      read.put(name, asset);
      return Optional.of(asset);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + name, e);
    }
  }

  private static String tagOf(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return '"' + HexFormat.of().formatHex(hash, 0, 12) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
