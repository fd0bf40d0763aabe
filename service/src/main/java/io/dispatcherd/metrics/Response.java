package io.dispatcherd.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * An answer. Every one of them ends its connection.
 *
 * @param status how it went
 * @param contentType what the body is
 * @param body the text
 */
record Response(HttpStatus status, String contentType, String body) {
  private static final String PLAIN = "text/plain; charset=utf-8";

  /** An answer that is nothing but its status. */
  static Response of(HttpStatus status) {
    return new Response(status, PLAIN, status + "\n");
  }

  /** An answer that says more. */
  static Response text(HttpStatus status, String body) {
    return new Response(status, PLAIN, body);
  }

  void writeTo(OutputStream out, boolean withBody) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + contentType
            + "\r\nContent-Length: "
            + bytes.length
            + (status == HttpStatus.METHOD_NOT_ALLOWED ? "\r\nAllow: GET, HEAD" : "")
            + "\r\nConnection: close\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    if (withBody) {
      out.write(bytes);
    }
    out.flush();
  }
}
