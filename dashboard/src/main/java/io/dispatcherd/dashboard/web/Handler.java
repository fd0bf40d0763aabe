package io.dispatcherd.dashboard.web;

/**
 * Answers the requests of one route. Called by many threads at once.
 *
 * <p>The one of a live page is also asked once per tick for everybody with the same role who has it
 * open, so that what it answers may depend on nothing but the request's parameters, role and zone.
 */
@FunctionalInterface
public interface Handler {
  /**
   * Answers.
   *
   * @throws Problem if the request can't be answered, with words for who has sent it
   * @throws Exception if something has failed: a page says that, and since when; the log says why
   */
  Answer handle(Request request) throws Exception;
}
