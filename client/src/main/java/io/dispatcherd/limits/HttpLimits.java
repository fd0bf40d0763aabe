package io.dispatcherd.limits;

import java.time.Duration;

/**
 * What one client, and all of them together, may take of the metrics server.
 *
 * @param requestLineBytes the longest request line
 * @param headBytes the request line and all headers together
 * @param headers how many headers a request may have
 * @param connections how many may be open at once
 * @param requestTime how long after its connection was opened a request must have arrived
 * @param answerTime how long the client may take to read the answer
 */
public record HttpLimits(
    int requestLineBytes,
    int headBytes,
    int headers,
    int connections,
    Duration requestTime,
    Duration answerTime) {
  /** 2 KiB and 16 KiB, 64 headers, 32 connections, 5 seconds each way. */
  public static final HttpLimits DEFAULT =
      new HttpLimits(2048, 16_384, 64, 32, Duration.ofSeconds(5), Duration.ofSeconds(5));
}
