package io.dispatcherd.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the metrics server serves: one page. */
record MetricsSite(Supplier<String> page) {
  private static final Logger log = LoggerFactory.getLogger(MetricsSite.class);
  static final String PATH = "/metrics";

  Response respond(Request request) {
    if (!request.path().equals(PATH)) {
      return Response.of(HttpStatus.NOT_FOUND);
    }
    return switch (request.method()) {
      case "GET", "HEAD" -> currentPage();
      default -> Response.of(HttpStatus.METHOD_NOT_ALLOWED);
    };
  }

  private Response currentPage() {
    try {
      return new Response(HttpStatus.OK, PrometheusTextFormatWriter.CONTENT_TYPE, page.get());
    } catch (NoAnswerException e) {
      log.warn("Metrics were asked for, but {}", e.getMessage());
      return Response.of(HttpStatus.UNAVAILABLE);
    } catch (RuntimeException e) {
      log.error("A bug, please report it: the metrics could not be written", e);
      return Response.of(HttpStatus.INTERNAL_ERROR);
    }
  }
}
