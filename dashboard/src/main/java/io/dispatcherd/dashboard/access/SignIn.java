package io.dispatcherd.dashboard.access;

import java.time.Duration;

/** Begins and ends the sessions of those who sign in on a page. Thread-safe. */
public interface SignIn {
  /** The name of the cookie that holds a session. */
  String COOKIE = "dispatcherd_session";

  /** What became of an attempt. */
  sealed interface Result {}

  /**
   * They are signed in.
   *
   * @param cookie the value of the cookie
   * @param age how long it is good for
   */
  record Begun(String cookie, Duration age) implements Result {}

  /**
   * They aren't.
   *
   * @param isTooOften whether there were too many tries, so that nothing was compared
   * @param why as a sentence for them
   */
  record Refused(boolean isTooOften, String why) implements Result {}

  /** Compares a password; takes about as long whoever is named. */
  Result begin(String name, String password, String peer) throws InterruptedException;

  /** Ends the session of this caller, everywhere. */
  void end(Caller caller, String peer);
}
