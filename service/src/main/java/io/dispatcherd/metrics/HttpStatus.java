package io.dispatcherd.metrics;

/** How a request was answered, and where that is counted. */
enum HttpStatus {
  OK(200, "OK", HttpCount.METRICS_REQUESTS_SERVED),
  PROBE_PASSED(200, "OK", HttpCount.PROBES_ANSWERED),
  PROBE_FAILED(503, "Service Unavailable", HttpCount.PROBES_ANSWERED),
  BAD_REQUEST(400, "Bad Request", HttpCount.BAD_REQUESTS),
  NOT_FOUND(404, "Not Found", HttpCount.NOT_FOUND_RESPONSES),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed", HttpCount.NOT_FOUND_RESPONSES),
  REQUEST_TIMEOUT(408, "Request Timeout", HttpCount.REQUEST_TIMEOUTS),
  URI_TOO_LONG(414, "URI Too Long", HttpCount.BAD_REQUESTS),
  HEADERS_TOO_LARGE(431, "Request Header Fields Too Large", HttpCount.BAD_REQUESTS),
  INTERNAL_ERROR(500, "Internal Server Error", HttpCount.INTERNAL_ERRORS),
  UNAVAILABLE(503, "Service Unavailable", HttpCount.INTERNAL_ERRORS),
  TOO_MANY_CONNECTIONS(503, "Service Unavailable", HttpCount.CONNECTIONS_REFUSED),
  VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported", HttpCount.BAD_REQUESTS);

  private final int code;
  private final String reason;
  private final HttpCount countedAs;

  HttpStatus(int code, String reason, HttpCount countedAs) {
    this.code = code;
    this.reason = reason;
    this.countedAs = countedAs;
  }

  HttpCount countedAs() {
    return countedAs;
  }

  /** As status lines have it. */
  @Override
  public String toString() {
    return code + " " + reason;
  }
}
