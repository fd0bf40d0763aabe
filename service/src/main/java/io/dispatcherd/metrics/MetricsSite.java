package io.dispatcherd.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that the metrics server serves: the page with the metrics, and the probes. */
final class MetricsSite {
  private static final Logger log = LoggerFactory.getLogger(MetricsSite.class);
  static final String METRICS = "/metrics";
  static final String HEALTH = "/healthz";
  static final String READINESS = "/readyz";

  private final Map<String, Supplier<Response>> pages;

  MetricsSite(Supplier<String> metrics, Supplier<Response> health, Supplier<Response> readiness) {
    pages = Map.of(METRICS, () -> metrics(metrics), HEALTH, health, READINESS, readiness);
  }

  Response respond(Request request) {
    Supplier<Response> page = pages.get(request.path());
    if (page == null) {
      return Response.of(HttpStatus.NOT_FOUND);
    }
    return switch (request.method()) {
      case "GET", "HEAD" -> current(page, request.path());
      default -> Response.of(HttpStatus.METHOD_NOT_ALLOWED);
    };
  }

  private static Response current(Supplier<Response> page, String path) {
    try {
      return page.get();
    } catch (RuntimeException e) {
      log.error("A bug, please report it: {} could not be written", path, e);
      return Response.of(HttpStatus.INTERNAL_ERROR);
    }
  }

  private static Response metrics(Supplier<String> page) {
    try {
      return new Response(HttpStatus.OK, PrometheusTextFormatWriter.CONTENT_TYPE, page.get());
    } catch (NoAnswerException e) {
      log.warn("Metrics were asked for, but {}", e.getMessage());
      return Response.of(HttpStatus.UNAVAILABLE);
    }
  }
}
