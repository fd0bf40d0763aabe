package io.dispatcherd.metrics;

import io.dispatcherd.limits.HttpLimits;
import io.dispatcherd.limits.Limit;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * Reads the head of one request. Headers are counted and passed over: nothing that is served
 * depends on them.
 */
final class RequestReader {
  private static final Pattern METHOD = Pattern.compile("[A-Za-z]{1,20}");
  private static final Pattern SUPPORTED = Pattern.compile("HTTP/1\\.[0-9]");
  private static final Pattern VERSION = Pattern.compile("HTTP/[0-9](\\.[0-9])?");

  private final InputStream in;
  private final HttpLimits limits;
  private int bytes;

  RequestReader(InputStream in, HttpLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /**
   * Reads up to the empty line that ends the head.
   *
   * @throws RefusedRequestException if it is no HTTP, or exceeds a bound
   * @throws EOFException if the client leaves before
   */
  Request read() throws IOException {
    Request request = parse(line(limits.requestLineBytes(), RequestReader::lineTooLong));
    int headers = 0;
    String header = header();
    while (!header.isEmpty()) {
      headers++;
      if (headers > limits.headers()) {
        throw new RefusedRequestException(
            HttpStatus.HEADERS_TOO_LARGE,
            "more than " + limits.headers() + " headers",
            Limit.HTTP_HEADERS);
      }
      if (header.indexOf(':') < 1) {
        throw bad("a header without a name");
      }
      header = header();
    }
    return request;
  }

  private static Request parse(String line) throws RefusedRequestException {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3
        || !METHOD.matcher(parts[0]).matches()
        || !VERSION.matcher(parts[2]).matches()) {
      throw bad("not a request line");
    }
    if (!SUPPORTED.matcher(parts[2]).matches()) {
      throw new RefusedRequestException(
          HttpStatus.VERSION_NOT_SUPPORTED, "a version other than HTTP/1");
    }
    return new Request(parts[0], path(parts[1]));
  }

  /** The target may be a path or, from proxies, a whole URI. */
  private static String path(String target) throws RefusedRequestException {
    try {
      String path = new URI(target).getPath();
      if (path != null) {
        return path;
      }
    } catch (URISyntaxException e) {
      // The same as a URI without a path.
    }
    throw bad("not a path");
  }

  private String header() throws IOException {
    return line(limits.headBytes(), RequestReader::headTooLong);
  }

  private String line(int longest, IntFunction<RefusedRequestException> ifTooLong)
      throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = next(); next != '\n'; next = next()) {
      if (line.size() == longest) {
        throw ifTooLong.apply(longest);
      }
      line.write(next);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int next() throws IOException {
    if (bytes == limits.headBytes()) {
      throw headTooLong(limits.headBytes());
    }
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the client left before its request was complete");
    }
    bytes++;
    return next;
  }

  private static RefusedRequestException lineTooLong(int longest) {
    return new RefusedRequestException(
        HttpStatus.URI_TOO_LONG,
        "a request line over " + longest + " bytes",
        Limit.HTTP_REQUEST_LINE_BYTES);
  }

  private static RefusedRequestException headTooLong(int longest) {
    return new RefusedRequestException(
        HttpStatus.HEADERS_TOO_LARGE,
        "a request over " + longest + " bytes",
        Limit.HTTP_REQUEST_BYTES);
  }

  private static RefusedRequestException bad(String why) {
    return new RefusedRequestException(HttpStatus.BAD_REQUEST, why);
  }
}
