package io.dispatcherd.metrics;

import io.dispatcherd.limits.HttpLimits;
import io.dispatcherd.limits.Limit;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: one request, one answer. That is little to lose for a client that comes back
 * every few seconds, and leaves no idle connections, and no rest of a request that could be taken
 * for the next.
 */
record Exchange(
    Socket socket,
    HttpLimits limits,
    MetricsSite site,
    HttpCounts counts,
    ScheduledExecutorService cutoff) {
  private static final Logger log = LoggerFactory.getLogger(Exchange.class);

  void run() {
    try (socket) {
      boolean withBody = true;
      Response response;
      try {
        InputStream in =
            new BufferedInputStream(new DeadlineInputStream(socket, limits.requestTime()));
        Request request = new RequestReader(in, limits).read();
        withBody = !request.method().equals("HEAD");
        response = site.respond(request);
      } catch (RefusedRequestException e) {
        log.debug("Refused a request for metrics: {}", e.getMessage());
        e.limit().ifPresent(limit -> counts.hit(limit, String.valueOf(e.getMessage())));
        response = Response.of(e.status());
      } catch (SocketTimeoutException e) {
        response = Response.of(HttpStatus.REQUEST_TIMEOUT);
        counts.hit(Limit.HTTP_REQUEST_SECONDS, "no request within " + limits.requestTime());
      }
      counts.increment(response.status().countedAs());
      send(response, withBody);
    } catch (EOFException e) {
      counts.increment(HttpCount.CLIENT_DISCONNECTS);
    } catch (IOException e) {
      counts.increment(HttpCount.CLIENT_DISCONNECTS);
      log.debug("A client for metrics left", e);
    }
  }

  private void send(Response response, boolean withBody) throws IOException {
    // A write has no time-out; closing the socket ends it.
    Future<?> cut = cutoff.schedule(this::cut, limits.answerTime().toNanos(), TimeUnit.NANOSECONDS);
    try {
      OutputStream out = socket.getOutputStream();
      response.writeTo(out, withBody);
      socket.shutdownOutput();
    } finally {
      cut.cancel(false);
    }
    Linger.on(socket);
  }

  private void cut() {
    counts.hit(Limit.HTTP_ANSWER_SECONDS, "its answer not taken within " + limits.answerTime());
    try {
      socket.close();
    } catch (IOException e) {
      log.debug("Can't close a connection for metrics", e);
    }
  }
}
