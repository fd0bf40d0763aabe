package io.dispatcherd.config.sections.dashboard;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How addresses in section {@code dashboard} are read; each says what it expects. */
final class WebAddresses {
  static final String PREFIX_PATTERN = "^/([A-Za-z0-9._~-]+/)*([A-Za-z0-9._~-]+)?$";
  static final String URL_PATTERN = "^[Hh][Tt][Tt][Pp][Ss]?://";
  static final String HOST_PATTERN = "^[A-Za-z0-9._-]+$";
  static final String BLOCK_PATTERN = "^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$";
  static final String HEADER_PATTERN = "^[A-Za-z0-9-]+$";

  private static final Pattern PREFIX = Pattern.compile(PREFIX_PATTERN);
  private static final Pattern HOST = Pattern.compile(HOST_PATTERN);
  private static final Pattern HEADER = Pattern.compile(HEADER_PATTERN);
  private static final Pattern BLOCK =
      Pattern.compile(
          "([0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(?:/([0-9]{1,3}))?");

  private WebAddresses() {}

  /** A folder, which ends with a slash whether it is written or not. */
  static String prefix(String text) {
    boolean hasDots = text.contains("/./") || text.contains("/../") || text.matches(".*/\\.\\.?");
    if (!PREFIX.matcher(text).matches() || hasDots) {
      throw new IllegalArgumentException(
          "expected a path that begins with a slash, of letters, digits and . _ ~ -, such as"
              + " /jobs/");
    }
    return text.endsWith("/") ? text : text + "/";
  }

  /** An address of a folder that browsers may be sent to, with a slash at its end. */
  static URI publicUrl(String text) {
    try {
      URI uri = new URI(text.endsWith("/") ? text : text + "/");
      String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
      boolean isWeb = scheme.equals("http") || scheme.equals("https");
      boolean isPlain =
          uri.getRawUserInfo() == null
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null
              && PREFIX.matcher(uri.getRawPath()).matches();
      if (isWeb && isPlain && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Explained below, as other unfit texts are.
    }
    throw new IllegalArgumentException(
        "expected the address of the dashboard for browsers, such as https://jobs.example.com/");
  }

  static String host(String text) {
    if (!HOST.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected the name of a host, without port, such as jobs.example.com");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  static String header(String text) {
    if (!HEADER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "expected the name of a header: letters, digits and -, such as X-Forwarded-User");
    }
    return text;
  }

  /** An address in numbers, or a block of them. No name is looked up. */
  static String block(String text) {
    Matcher block = BLOCK.matcher(text);
    if (block.matches()) {
      try {
        int bits = 8 * InetAddress.getByName(block.group(1)).getAddress().length;
        String length = block.group(2);
        if (length == null || Integer.parseInt(length) <= bits) {
          return text;
        }
      } catch (UnknownHostException e) {
        // Explained below, as other unfit texts are.
      }
    }
    throw new IllegalArgumentException(
        "expected an address in numbers or a block of them, such as 10.0.0.7, 10.0.0.0/8 or"
            + " fd00::/8");
  }
}
