package io.dispatcherd.dashboard.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the forms that requests carry. */
final class Body {
  /** A thousand uuids of jobs fit in well. */
  static final int MOST_BYTES = 256 * 1_024;

  private static final String FORM = "application/x-www-form-urlencoded";

  private Body() {}

  /**
   * The form.
   *
   * @throws Problem if it is too long, or something else than a form
   */
  static Parameters read(HttpServletRequest request, Parameters query) throws IOException {
    String type = request.getContentType();
    if (type == null && request.getContentLengthLong() <= 0) {
      return Parameters.NONE;
    }
    if (type == null || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(FORM)) {
      throw new Problem(415, "That can't be read", "Changes are sent as a form: " + FORM + ".");
    }
    if (request.getContentLengthLong() > MOST_BYTES) {
      throw tooLong();
    }
    byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw tooLong();
    }
    // Something in front of us, such as a filter of the application, may have read it already.
    return bytes.length == 0 && request.getContentLengthLong() > 0
        ? withoutQuery(request, query)
        : Parameters.read(new String(bytes, ISO_8859_1), Parameters.MOST_IN_FORM);
  }

  private static Parameters withoutQuery(HttpServletRequest request, Parameters query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    request
        .getParameterMap()
        .forEach(
            (name, all) -> {
              List<String> left = new ArrayList<>(Arrays.asList(all));
              query.all(name).forEach(left::remove);
              if (!left.isEmpty()) {
                values.put(name, left);
              }
            });
    return new Parameters(values);
  }

  private static Problem tooLong() {
    return new Problem(413, "Too long", "The form is longer than %,d bytes.".formatted(MOST_BYTES));
  }

  /**
   * Reads what nobody wants to know of a refused form, if it isn't long, so that the connection can
   * be used again.
   */
  static void discard(HttpServletRequest request) throws IOException {
    long length = request.getContentLengthLong();
    if (length > 0 && length <= MOST_BYTES) {
      var unused = request.getInputStream().readNBytes(MOST_BYTES);
    }
  }
}
