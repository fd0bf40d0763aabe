package io.dispatcherd.dashboard.web;

/**
 * A request that can't be answered, with words for who has sent it. Written as a page or as JSON,
 * and not logged.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;

  /**
   * A problem.
   *
   * @param status of the response
   * @param title what happened, in a few words
   * @param text what was wrong and what to do; whatever it quotes is shown as text
   */
  public Problem(int status, String title, String text) {
    super(text, null, false, false);
    this.status = status;
    this.title = title;
  }

  /** Something in the request is malformed or out of its bounds. */
  public static Problem badRequest(String text) {
    return new Problem(400, "That can't be read", text);
  }

  /** There is no such thing. */
  public static Problem notFound(String text) {
    return new Problem(404, "Not found", text);
  }

  /** It isn't possible in the state that things are in. */
  public static Problem conflict(String text) {
    return new Problem(409, "Not possible now", text);
  }

  /** Who has asked may not. */
  public static Problem forbidden(String text) {
    return new Problem(403, "Not allowed", text);
  }

  /** Of the response. */
  public int status() {
    return status;
  }

  /** What happened, in a few words. */
  public String title() {
    return title;
  }

  /** What was wrong and what to do. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
