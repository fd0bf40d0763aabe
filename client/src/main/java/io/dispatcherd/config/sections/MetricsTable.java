package io.dispatcherd.config.sections;

import io.dispatcherd.config.MetricsSettings;
import io.dispatcherd.config.schema.Option;
import io.dispatcherd.config.schema.OptionTypes;
import io.dispatcherd.config.schema.Section;
import io.dispatcherd.config.schema.SectionValues;
import io.dispatcherd.limits.HttpLimits;
import java.time.Duration;
import java.util.Optional;

/** Section {@code service.metrics_kwargs}: what may stand in it, and what it becomes. */
final class MetricsTable {
  private static final Option<String> HOST =
      Option.of("host", OptionTypes.text(), "Name or address to listen on.").orElse("localhost");
  private static final Option<Integer> PORT =
      Option.of("port", OptionTypes.integer(0, 65_535), "Port to listen on; 0: any free one.")
          .orElse(8070);
  private static final Option<Integer> MAX_TASK_LABELS =
      Option.of(
              "max_task_labels",
              OptionTypes.integer(0, 10_000),
              "How many tasks have histograms of their own, first come, first served; all others"
                  + " share the label other.")
          .orElse(100);
  private static final Option<Integer> REQUEST_LINE_BYTES =
      Option.of(
              "max_request_line_bytes",
              OptionTypes.size(64, 1 << 20),
              "The longest request line; longer ones are refused.")
          .orElse(HttpLimits.DEFAULT.requestLineBytes());
  private static final Option<Integer> REQUEST_BYTES =
      Option.of(
              "max_request_bytes",
              OptionTypes.size(64, 1 << 20),
              "Request line and headers together; requests with more are refused.")
          .orElse(HttpLimits.DEFAULT.headBytes());
  private static final Option<Integer> HEADERS =
      Option.of(
              "max_headers",
              OptionTypes.integer(0, 10_000),
              "Headers of a request; requests with more are refused.")
          .orElse(HttpLimits.DEFAULT.headers());
  private static final Option<Integer> CONNECTIONS =
      Option.of(
              "max_connections",
              OptionTypes.integer(1, 10_000),
              "Connections open at once; others are refused.")
          .orElse(HttpLimits.DEFAULT.connections());
  private static final Option<Duration> REQUEST_TIMEOUT =
      Option.of(
              "request_timeout_seconds",
              OptionTypes.positiveSeconds(),
              "A request must be there this long after its connection was opened.")
          .orElse(HttpLimits.DEFAULT.requestTime());
  private static final Option<Duration> ANSWER_TIMEOUT =
      Option.of(
              "answer_timeout_seconds",
              OptionTypes.positiveSeconds(),
              "A client that hasn't taken its answer after this long is cut off.")
          .orElse(HttpLimits.DEFAULT.answerTime());

  static final Section SECTION =
      Section.of(
          "metrics_kwargs",
          "If this section is there, even empty, the metrics server runs. An explicit null turns"
              + " it off.",
          HOST,
          PORT,
          MAX_TASK_LABELS,
          REQUEST_LINE_BYTES,
          REQUEST_BYTES,
          HEADERS,
          CONNECTIONS,
          REQUEST_TIMEOUT,
          ANSWER_TIMEOUT);

  private MetricsTable() {}

  static Optional<MetricsSettings> settings(SectionValues metrics) {
    return metrics.isPresent()
        ? Optional.of(
            new MetricsSettings(
                metrics.get(HOST),
                metrics.get(PORT),
                metrics.get(MAX_TASK_LABELS),
                limits(metrics)))
        : Optional.empty();
  }

  private static HttpLimits limits(SectionValues metrics) {
    return new HttpLimits(
        metrics.get(REQUEST_LINE_BYTES),
        metrics.get(REQUEST_BYTES),
        metrics.get(HEADERS),
        metrics.get(CONNECTIONS),
        metrics.get(REQUEST_TIMEOUT),
        metrics.get(ANSWER_TIMEOUT));
  }
}
