package io.dispatcherd.dashboard.pages.show;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Addresses of pages. Names are parameters, never parts of a path: proxies and servers disagree
 * about {@code %2F} and {@code ..} in paths. Immutable.
 *
 * @param base where the dashboard is mounted; starts and ends with a slash
 */
public record Links(String base) {
  /** Refuses a base that isn't a folder. */
  public Links {
    if (!base.startsWith("/") || base.startsWith("//") || !base.endsWith("/")) {
      throw new IllegalArgumentException(
          "the base path is \"%s\": expected it to start and end with one slash".formatted(base));
    }
  }

  /** A page without parameters, such as {@code queues}; the overview is the empty name. */
  public String page(String name) {
    return base + name;
  }

  /** A file of style or script. */
  public String asset(String name) {
    return base + "assets/" + name;
  }

  /** What a form of this action is sent to. */
  public String action(String name) {
    return base + "actions/" + name;
  }

  /** One queue. */
  public String queue(String name) {
    return with("queue", "name", name);
  }

  /** One job. */
  public String job(String uuid) {
    return with("job", "uuid", uuid);
  }

  /** One schedule. */
  public String schedule(String name) {
    return with("schedule", "name", name);
  }

  /** One workflow. */
  public String workflow(String uuid) {
    return with("workflow", "uuid", uuid);
  }

  /** One task. */
  public String task(String name) {
    return with("task", "name", name);
  }

  /** A page with one parameter. */
  public String with(String page, String name, String value) {
    return base + page + "?" + name + "=" + encoded(value);
  }

  /** A page with these parameters; empty values are left out. */
  public String with(String page, Map<String, String> parameters) {
    List<String> parts = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            parts.add(encoded(name) + "=" + encoded(value));
          }
        });
    return parts.isEmpty() ? base + page : base + page + "?" + String.join("&", parts);
  }

  /** The page that asks whether this is to be done to one thing. */
  public String confirm(String action, String name, String value) {
    return base + "confirm?action=" + encoded(action) + "&" + name + "=" + encoded(value);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
