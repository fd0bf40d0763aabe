package io.dispatcherd.dashboard.web;

import io.dispatcherd.dashboard.access.Right;
import java.util.regex.Pattern;

/**
 * One place of the dashboard. Immutable.
 *
 * @param method what it is asked for with
 * @param path below the dashboard's base, as it stands in the address: nothing is decoded. Names
 *     are parameters, never parts of a path; only files may end with {@code /*}, for one name
 * @param right what is needed to come here
 * @param kind what is done around its handler
 * @param handler answers
 */
public record Route(Method method, String path, Right right, Kind kind, Handler handler) {
  private static final Pattern PATHS = Pattern.compile("|[a-z0-9-]+(/[a-z0-9-]+)*(/\\*)?");

  /** What is done around a handler. */
  public enum Kind {
    /** A page, or JSON under {@code api/v1/}. */
    PAGE,
    /** A page that is brought up to date while it is open. */
    LIVE_PAGE,
    /** A change, by a form or under {@code api/v1/}. */
    ACTION,
    /** Part of how the dashboard itself works, which scripts have no use for. */
    OWN
  }

  /**
   * Checks that it says all that is needed.
   *
   * @throws IllegalStateException if it declares no right, or one that anybody has for a page
   */
  public Route {
    if (right == null) {
      throw new IllegalStateException(
          "the route %s /%s declares no right: say which one it needs".formatted(method, path));
    }
    if (!PATHS.matcher(path).matches()) {
      throw new IllegalStateException(
          "the route %s /%s: expected lower-case words separated by slashes"
              .formatted(method, path));
    }
    if (right == Right.ANYONE && kind != Kind.OWN) {
      throw new IllegalStateException(
          "the route %s /%s is a page or an action, but open to anyone".formatted(method, path));
    }
  }

  /** A page that stays as it is once it is shown. */
  public static Route page(String path, Right right, Handler handler) {
    return new Route(Method.GET, path, right, Kind.PAGE, handler);
  }

  /** A page that is brought up to date while it is open. */
  public static Route live(String path, Right right, Handler handler) {
    return new Route(Method.GET, path, right, Kind.LIVE_PAGE, handler);
  }

  /** A change: {@code POST actions/NAME}. */
  public static Route action(String name, Right right, Handler handler) {
    return new Route(Method.POST, "actions/" + name, right, Kind.ACTION, handler);
  }

  /** Part of how the dashboard itself works. */
  static Route own(Method method, String path, Right right, Handler handler) {
    return new Route(method, path, right, Kind.OWN, handler);
  }

  boolean isPage() {
    return kind == Kind.PAGE || kind == Kind.LIVE_PAGE;
  }

  boolean isForScripts() {
    return kind != Kind.OWN;
  }
}
