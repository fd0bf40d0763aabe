package io.dispatcherd.postgres;

import io.dispatcherd.config.ConfigurationException;
import io.dispatcherd.config.schema.Suggestion;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads libpq's {@code postgresql://} URIs: several hosts, IPv6 addresses in brackets,
 * percent-encoding, parameters in the query. Messages contain no part of the URI but keywords.
 */
final class ConninfoUri {
  private static final List<String> SCHEMES = List.of("postgresql://", "postgres://");

  private final Map<LibpqKeyword, String> found = new EnumMap<>(LibpqKeyword.class);

  private ConninfoUri() {}

  static boolean isUri(String text) {
    return SCHEMES.stream().anyMatch(text::startsWith);
  }

  static Map<LibpqKeyword, String> parse(String text) {
    String scheme = SCHEMES.stream().filter(text::startsWith).findFirst().orElse("");
    ConninfoUri uri = new ConninfoUri();
    uri.read(text.substring(scheme.length()));
    return uri.found;
  }

  private void read(String text) {
    String rest = readUserInfo(text);
    int end = indexOfAny(rest, "/?", 0);
    readHosts(rest.substring(0, end));
    if (end < rest.length() && rest.charAt(end) == '/') {
      int query = indexOfAny(rest, "?", end);
      putUnlessEmpty(LibpqKeyword.DBNAME, decode(rest.substring(end + 1, query)));
      end = query;
    }
    if (end < rest.length()) {
      readQuery(rest.substring(end + 1));
    }
  }

  /** What follows the user and password; libpq looks for their end before any slash. */
  private String readUserInfo(String text) {
    int end = indexOfAny(text, "@/", 0);
    if (end == text.length() || text.charAt(end) != '@') {
      return text;
    }
    String userInfo = text.substring(0, end);
    int colon = indexOfAny(userInfo, ":", 0);
    putUnlessEmpty(LibpqKeyword.USER, decode(userInfo.substring(0, colon)));
    if (colon < userInfo.length()) {
      putUnlessEmpty(LibpqKeyword.PASSWORD, decode(userInfo.substring(colon + 1)));
    }
    return text.substring(end + 1);
  }

  private void readHosts(String text) {
    List<String> hosts = new ArrayList<>();
    List<String> ports = new ArrayList<>();
    int position = 0;
    do {
      int end = endOfHost(text, position);
      String host = text.substring(position, end);
      hosts.add(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
      position = end;
      if (position < text.length() && text.charAt(position) == ':') {
        end = indexOfAny(text, ",", position);
        ports.add(text.substring(position + 1, end));
        position = end;
      } else {
        ports.add("");
      }
    } while (position++ < text.length());
    putList(LibpqKeyword.HOST, hosts);
    putList(LibpqKeyword.PORT, ports);
  }

  private static int endOfHost(String text, int start) {
    if (!text.startsWith("[", start)) {
      return indexOfAny(text, ":,", start);
    }
    int close = text.indexOf(']', start);
    if (close < 0) {
      throw problem("an IPv6 address has no closing bracket");
    }
    if (close == start + 1) {
      throw problem("the IPv6 address in brackets is empty");
    }
    if (close + 1 < text.length() && ":,".indexOf(text.charAt(close + 1)) < 0) {
      throw problem("expected a port, a comma or a slash after the IPv6 address");
    }
    return close + 1;
  }

  private void putList(LibpqKeyword keyword, List<String> values) {
    if (values.stream().anyMatch(value -> !value.isEmpty())) {
      putUnlessEmpty(keyword, decode(String.join(",", values)));
    }
  }

  private void readQuery(String query) {
    if (query.isEmpty()) {
      return;
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals < 0 || parameter.indexOf('=', equals + 1) >= 0) {
        throw problem("each query parameter must be keyword=value, with %3D for other signs");
      }
      putParameter(decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
    }
  }

  private void putParameter(String word, String value) {
    // A spelling that JDBC made common and libpq therefore accepts.
    if (word.equals("ssl") && value.equals("true")) {
      found.put(LibpqKeyword.SSLMODE, "require");
      return;
    }
    LibpqKeyword keyword =
        LibpqKeyword.named(word)
            .orElseThrow(
                () ->
                    problem(
                        "unknown query parameter"
                            + Suggestion.nearest(word, LibpqKeyword.words())
                                .map(nearest -> ", did you mean \"" + nearest + "\"?")
                                .orElse("")));
    found.put(keyword, value);
  }

  private void putUnlessEmpty(LibpqKeyword keyword, String value) {
    if (!value.isEmpty()) {
      found.put(keyword, value);
    }
  }

  /** The first of some characters from a position on, or the end of the text. */
  private static int indexOfAny(String text, String characters, int from) {
    int position = from;
    while (position < text.length() && characters.indexOf(text.charAt(position)) < 0) {
      position++;
    }
    return position;
  }

  private static String decode(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] != '%') {
        decoded.put(encoded[i]);
        continue;
      }
      int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
      int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        throw problem("a percent sign must be followed by two hexadecimal digits (%25 for itself)");
      }
      if (high == 0 && low == 0) {
        throw problem("%00 isn't allowed");
      }
      decoded.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw problem("the percent-encoded bytes aren't UTF-8");
    }
  }

  private static ConfigurationException problem(String message) {
    return new ConfigurationException("conninfo: in the URI, " + message);
  }
}
