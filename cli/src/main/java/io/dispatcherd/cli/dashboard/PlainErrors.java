package io.dispatcherd.cli.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dispatcherd.dashboard.web.Policy;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * What the server itself answers to requests that don't reach the dashboard, such as malformed
 * ones: one line, which quotes nothing of the request, under the policy of all pages.
 */
final class PlainErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Policy.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    String text = status + " " + HttpStatus.getMessage(status) + "\n";
    response.write(true, BufferUtil.toBuffer(text, UTF_8), callback);
    return true;
  }
}
